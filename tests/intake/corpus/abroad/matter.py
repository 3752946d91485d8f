"""What documents of other networks are about: concerns, headlines and sentences, all invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Matter:
    """`concern` stands below a number, `headline` above a text; each with the issues it names."""

    concern: str
    concern_issues: tuple[str, ...]
    headline: str
    headline_issues: tuple[str, ...]
    told: tuple[str, ...]


TORTURE, ARREST, RISK = "Torture", "Arbitrary arrest & detention", "Human rights defenders"
KILLINGS, SPEECH = "Extrajudicial killings", "Freedom of expression"
VANISHED, LIFE = "Enforced disappearances and abductions", "Right to life"
LAND, REFUGEES = "Land rights", "Refugees, IDPs & Asylum seekers"

MATTERS = (
    Matter(
        "Fear of torture / incommunicado detention",
        (TORTURE, ARREST),
        "Shopkeeper at risk of torture in {town}",
        (TORTURE,),
        (
            "{name} was taken from his shop in {town} by four men in plain clothes on {day}.",
            "His brother saw the van drive towards the army camp.",
            "The commander of the camp told the family that nobody of that name is held there.",
        ),
    ),
    Matter(
        "Assassination",
        (KILLINGS,),
        "Assassination of a human rights defender in {town}",
        (KILLINGS, RISK),
        (
            "{name}, who kept the books of a fishermen's union, was shot at his gate on {day}.",
            "Two men left on a motorcycle without a number plate.",
            "The police of {town} wrote down the names of three witnesses.",
        ),
    ),
    Matter(
        'Fear for safety / Possible "disappearance"',
        (VANISHED,),
        "Teacher disappears after soldiers search {town}",
        (VANISHED,),
        (
            "{name} left the school of {town} on {day} and did not come home.",
            "A grey jeep had stood at the gate since noon.",
            "The family went to four police posts, where no complaint was written down.",
        ),
    ),
    Matter(
        "Death threats / Harassment of a human rights defender",
        (RISK,),
        "Death threats against human rights defender {name}",
        (RISK,),
        (
            "{name} received three calls on {day} in which an unknown man named his daughter.",
            "The line of his office in {town} was cut in the same night.",
            "He asked the district police for protection and had no answer.",
        ),
    ),
    Matter(
        "Arbitrary detention / Freedom of expression",
        (ARREST, SPEECH),
        "Editor of a weekly arrested in {town}",
        (ARREST, SPEECH),
        (
            "{name}, editor of a weekly of {town}, was led out of the newsroom on {day}.",
            "The officers showed no warrant and took two computers.",
            "A judge extended his detention by thirty days in his absence.",
        ),
    ),
    Matter(
        "Imminent execution",
        (LIFE,),
        "Execution of a farmer of {town} is set for this month",
        (LIFE,),
        (
            "{name} was sentenced to death by a court of {town} on {day}.",
            "His lawyer was not let into the room during the hearing.",
            "The governor of the prison read the warrant to him last week.",
        ),
    ),
    Matter(
        "Forced eviction",
        (LAND,),
        "Sixty families face forced eviction near {town}",
        (LAND,),
        (
            "Bulldozers stood at the edge of the settlement near {town} on {day}.",
            "{name}, who speaks for the families, showed papers of 1974 to the officer.",
            "The land office called the papers lost.",
        ),
    ),
    Matter(
        "Fear of forcible return",
        (REFUGEES,),
        "Nine asylum seekers face deportation from {town}",
        (REFUGEES,),
        (
            "{name} and eight others were brought from the camp at {town} on {day}.",
            "The officers took their papers and gave no receipt.",
            "The nine have been kept in a bus depot for six nights.",
        ),
    ),
)
REQUESTS = (
    "guarantee in all circumstances the safety of {name}",
    "order an immediate, thorough and impartial inquiry into these events",
    "make the findings public and bring those responsible before a court",
    "see that a lawyer, a doctor and the family are let in at once",
)
