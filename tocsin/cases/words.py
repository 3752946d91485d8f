"""The closed lists of the room: what claims, sources, assertions and consents may be called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# From the strongest to the weakest; those after `unconfirmed` stand beside the scale.
STATUSES = [
    ("confirmed", _("confirmed")),
    ("corroborated", _("corroborated")),
    ("reported", _("reported")),
    ("unconfirmed", _("unconfirmed")),
    ("contested", _("contested")),
    ("feared", _("feared")),
    ("opinion", _("opinion")),
    ("refuted", _("refuted")),
    ("withdrawn", _("withdrawn")),
]
CLAIM_KINDS = [
    ("event", _("event")),
    ("status", _("state of affairs")),
    ("plan", _("plan")),
    ("opinion", _("opinion")),
]
SOURCE_KINDS = [
    ("victim", _("victim")),
    ("family", _("family")),
    ("witness", _("witness")),
    ("partner", _("partner")),
    ("media", _("media")),
    ("official", _("official")),
    ("anonymous official", _("anonymous official")),
    ("document", _("document")),
    ("open source", _("open source")),
]
# The Admiralty scale (NATO STANAG 2511): the letter belongs to a source, the figure to what
# it says this time.
RELIABILITY = [
    ("A", _("A · completely reliable")),
    ("B", _("B · usually reliable")),
    ("C", _("C · fairly reliable")),
    ("D", _("D · not usually reliable")),
    ("E", _("E · unreliable")),
    ("F", _("F · cannot be judged")),
]
CREDIBILITY = [
    ("1", _("1 · confirmed by others")),
    ("2", _("2 · probably true")),
    ("3", _("3 · possibly true")),
    ("4", _("4 · doubtful")),
    ("5", _("5 · improbable")),
    ("6", _("6 · cannot be judged")),
]
ASSERTS, DENIES, DOUBTS = "asserts", "denies", "doubts"
SAYS = [
    (ASSERTS, _("says that it is so")),
    (DENIES, _("says that it is not so")),
    (DOUBTS, _("says that it is not confirmed")),
]
MANNERS = [
    ("", _("not recorded")),
    ("quoted", _("quoted word by word")),
    ("paraphrased", _("in other words")),
]
PLACES = [
    ("", _("not recorded")),
    ("exact", _("exact place")),
    ("town", _("town or village")),
    ("region", _("region")),
    ("country", _("country")),
]
# Who may read a claim, or a person's name: from the fewest to everybody.
AUDIENCES = [
    ("desk", _("the desk alone")),
    ("authorities", _("named authorities")),
    ("network", _("the network")),
    ("public", _("the public")),
]
ROLES = [
    ("affected", _("affected by it")),
    ("family", _("of the family")),
    ("witness", _("witness")),
    ("defender", _("defends them")),
    ("official", _("acts in office")),
]
SHOWN_AS = [
    ("", _("as usual: initials of a minor, no name of others")),
    ("initials", _("initials")),
    ("nameless", _("no name at all")),
]
GIVERS = [("person", _("the person")), ("representative", _("a representative"))]
FORMS = [
    ("written", _("in writing")),
    ("message", _("by message")),
    ("spoken", _("by word of mouth")),
    ("recorded", _("recorded in sound or picture")),
]
TWINS = [("case", _("case")), ("alert", _("alert"))]
RECORDS = [("source", _("source")), ("person", _("person"))]
