"""Whom to trust: tlog-policy as its specification has it, refused by the line that is wrong."""

from __future__ import annotations

import pytest

from tests.kernel.tlog.sample import LOG, ORIGIN, STRANGER, WITNESSES, cosigned, signed, voices
from tocsin.kernel.tlog.note import COSIGNER, Signer, sign_note, vkey
from tocsin.kernel.tlog.verify import Invalid, Policy, trusted

KEY = vkey(LOG.name, LOG.public)
W1, W2, W3 = (vkey(one.name, one.public, COSIGNER) for one in WITNESSES)
TWO_OF_THREE = f"""\
# Two of three, in different countries.
log {KEY} https://{ORIGIN}

witness north {W1}
\twitness  south\t{W2} https://w12.example
witness east {W3}
group all-of-us 2 north south east
quorum all-of-us
"""
ENTRIES = voices(5)
NOTE = signed(ENTRIES)


def test_a_policy_is_read() -> None:
    policy = Policy.parse(TWO_OF_THREE.encode())
    assert policy.logs == (LOG.verifier(),)
    assert list(policy.witnesses) == ["north", "south", "east"]
    assert policy.groups == {"all-of-us": (2, ("north", "south", "east"))}
    assert policy.quorum == "all-of-us"
    assert Policy.parse(TWO_OF_THREE) == policy


def test_two_of_three_are_enough_and_one_is_not() -> None:
    policy = Policy.parse(TWO_OF_THREE)
    one, two, three = WITNESSES
    for pair in ((one, two), (two, three), (three, one), (one, two, three)):
        assert len(policy.check(cosigned(NOTE, *pair)).witnesses) == len(pair)
    for alone in WITNESSES:
        with pytest.raises(Invalid) as refused:
            policy.check(cosigned(NOTE, alone))
    assert refused.value.sentence == (
        "Too few witnesses signed the checkpoint (1 of those you trust). "
        "Ask for a newer file, or ask the log’s owner why."
    )


def test_who_signs_twice_counts_once() -> None:
    twice = cosigned(cosigned(NOTE, WITNESSES[0]), WITNESSES[0], seconds=1_700_000_999)
    with pytest.raises(Invalid, match="Too few witnesses"):
        Policy.parse(TWO_OF_THREE).check(twice)


def test_witnesses_do_not_stand_in_for_the_log() -> None:
    note = sign_note(NOTE.split("\n\n")[0] + "\n", [STRANGER])
    with pytest.raises(Invalid) as refused:
        Policy.parse(TWO_OF_THREE).check(cosigned(note, *WITNESSES))
    assert refused.value.sentence == (
        f"“{ORIGIN}” did not sign its checkpoint with a key you trust. Is it the right key?"
    )


def test_a_log_does_not_sign_for_another() -> None:
    policy = Policy.parse(f"log {KEY}\nlog {vkey(STRANGER.name, STRANGER.public)}\nquorum none\n")
    note = sign_note(NOTE.split("\n\n")[0] + "\n", [STRANGER])
    with pytest.raises(Invalid, match="did not sign its checkpoint"):
        policy.check(note)
    assert policy.check(NOTE).checkpoint.origin == ORIGIN
    assert policy.check(signed(ENTRIES, STRANGER)).checkpoint.origin == STRANGER.name


def test_groups_of_groups_are_counted_by_their_own_rule() -> None:
    policy = Policy.parse(
        f"log {KEY}\nwitness a {W1}\nwitness b {W2}\nwitness c {W3}\n"
        "group ab any a b\ngroup every all ab c\nquorum every\n"
    )
    one, two, three = WITNESSES
    for enough in ((one, three), (two, three)):
        policy.check(cosigned(NOTE, *enough))
    for few in ((one, two), (three,)):
        with pytest.raises(Invalid, match="Too few witnesses"):
            policy.check(cosigned(NOTE, *few))


def test_a_quorum_may_be_one_witness_or_none() -> None:
    one = Policy.parse(f"log {KEY}\nwitness a {W1}\nwitness b {W2}\nquorum a\n")
    assert set(one.check(cosigned(NOTE, *WITNESSES)).witnesses) == {"a", "b"}
    with pytest.raises(Invalid, match="Too few"):
        one.check(cosigned(NOTE, WITNESSES[1]))
    assert Policy.of(LOG.verifier()).check(NOTE).witnesses == {}


def test_a_policy_needs_no_log_but_then_accepts_none() -> None:
    with pytest.raises(Invalid, match="did not sign its checkpoint"):
        Policy.parse(f"witness a {W1}\nquorum a\n").check(cosigned(NOTE, WITNESSES[0]))


def test_names_are_bytes_and_need_be_no_text() -> None:
    policy = Policy.parse(b"witness \xff\xfe " + W1.encode() + b"\nquorum \xff\xfe\n")
    assert list(policy.witnesses) == ["\udcff\udcfe"]
    assert policy.quorum == "\udcff\udcfe"


def test_thirty_two_of_each_are_no_burden() -> None:
    names = [Signer(f"s{number}", bytes([number]) * 32) for number in range(32)]
    lines = [f"witness w{at} {vkey(s.name, s.public, COSIGNER)}" for at, s in enumerate(names)]
    lines += [f"log {vkey(s.name, s.public)}" for s in names]
    lines += [f"group g{at} any w{at}" for at in range(31)]
    lines += ["group g31 all " + " ".join(f"g{at}" for at in range(31)), "quorum g31"]
    assert len(Policy.parse("\n".join(lines) + "\n").groups) == 32


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The policy says no quorum. Add a line “quorum none” or “quorum NAME”."),
        ("# quorum none\n", "The policy says no quorum"),
        ("quorum a\n", "Line 1 of the policy: “a” is not defined above."),
        (f"quorum a\nwitness a {W1}\n", "Line 1 of the policy: “a” is not defined above."),
        ("quorum none\nquorum none\n", "Line 2 of the policy: “quorum” cannot be understood, or"),
        ("quorum\n", "Line 1 of the policy: “quorum” cannot be understood"),
        ("trust me\n", "Line 1 of the policy: “trust” cannot be understood"),
        ("log\n", "“log” cannot be understood"),
        (f"log {KEY} a b\n", "“log” cannot be understood"),
        ("log name+00000000+AAAA\n", "Line 1 of the policy: The key “name” is of a kind"),
        (f"log {W1}\n", "the key “w11.example” is of the wrong kind, or stands there twice."),
        (f"witness a {KEY}\n", f"the key “{ORIGIN}” is of the wrong kind, or stands there twice."),
        (f"log {KEY}\nlog {KEY}\n", "Line 2 of the policy: the key"),
        (f"witness a {W1}\nwitness b {W1}\n", "Line 2 of the policy: the key “w11.example” is of"),
        (f"witness a {W1}\nwitness a {W2}\n", "Line 2 of the policy: the name “a” is taken."),
        (f"witness none {W1}\n", "the name “none” is taken."),
        (f"witness a {W1}\ngroup a 1 a\n", "the name “a” is taken."),
        (f"witness a {W1}\ngroup none 1 a\n", "the name “none” is taken."),
        ("group g any none\n", "“none” is not defined above."),
        ("group g any\n", "“group” cannot be understood"),
        (f"witness a {W1}\ngroup g 1 a a\n", "“a” is already in a group."),
        (f"witness a {W1}\ngroup g 1 a\ngroup h 1 a\n", "Line 3 of the policy: “a” is already"),
        (f"witness a {W1}\ngroup g 2 a\n", "2 of 1 cannot be."),
        (f"witness a {W1}\ngroup g 0 a\n", "0 of 1 cannot be."),
        (f"witness a {W1}\ngroup g 01 a\n", "A line of the file is damaged"),
        (f"witness a {W1}\ngroup g most a\n", "A line of the file is damaged"),
        ("quorum none\r\n", "The policy has characters that do not belong there."),
        ("quorum none\x7f\n", "The policy has characters that do not belong there."),
        ("quorum\u00a0none\n", "cannot be understood"),
    ],
)
def test_a_wrong_policy_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        Policy.parse(text)
    assert said in refused.value.sentence


def test_trust_is_a_key_or_a_policy_and_must_be_said(tmp_path: object) -> None:
    with pytest.raises(Invalid) as refused:
        trusted(None, None)
    assert refused.value.sentence == ("Say whose key you trust: --key NAME+…, or --policy FILE.")
    assert refused.value.unsure
    assert trusted(KEY, None) == Policy.of(LOG.verifier())
    with pytest.raises(Invalid, match=r"is a witness’s. Name the log’s own key."):
        trusted(W1, None)
