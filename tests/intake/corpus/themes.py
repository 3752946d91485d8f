"""What the invented cases are about: headlines, sentences and issues."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """A kind of case. Fields in braces are filled in by the case."""

    issues: tuple[str, ...]
    headlines: tuple[str, ...]
    what: tuple[str, ...]  # goes after “that”
    told: tuple[str, ...]  # sentences of the account
    hunger: bool = False


TORTURE, IMPUNITY, POLICE = "Torture", "Impunity", "Police violence"
ARREST, KILLINGS, LAW = "Arbitrary arrest & detention", "Extrajudicial killings", "Rule of law"
REFUGEES, DEFENDERS = "Refugees, IDPs & Asylum seekers", "Human rights defenders"
REMEDY, JUSTICE = "Right to remedy", "Administration of justice"
VANISHED = "Enforced disappearances and abductions"

THEMES = (
    Theme(
        (TORTURE, POLICE, IMPUNITY, "Inhuman & degrading treatment"),
        (
            "Police beat a fisherman of {town} in custody",
            "Young man tortured at the {town} police station; his family is threatened",
            "Officers of {town} deny a torture victim’s right to treatment",
        ),
        (
            "{who} was beaten at the {town} police station",
            "officers of the {town} police tortured {who} to make him confess to a theft",
        ),
        (
            "He was hung by his wrists and beaten on the soles of his feet for two hours.",
            "The doctor of the hospital recorded eleven injuries, but the police took the paper.",
            "“They told me to sign, and I signed,” he said to his lawyer…",
        ),
    ),
    Theme(
        (VANISHED, "Military", "Right to life"),
        (
            "{n} villagers disappear after soldiers search {town}",
            "Family still seeks a teacher taken from {town}",
            "Army ignores the court’s order to produce a man who disappeared in {town}",
        ),
        (
            "{who} was taken from home by men in plain clothes",
            "soldiers took {n} villagers from {town} and nobody has seen them since",
        ),
        (
            "A grey van without number plates stood at the gate — neighbours wrote that down.",
            "The commander of the camp said that nobody of that name is held there.",
            "The family went to four camps and was sent away at each of them.",
        ),
    ),
    Theme(
        (REFUGEES, "Right to life"),
        (
            "A dispute arises over the return of {n} people who crossed the border",
            "{n} asylum seekers face removal from {town}",
            "Camp at {town} is to be closed; {n} families don’t know where to go",
        ),
        (
            "{n} people who fled across the border are facing removal soon",
            "the camp at {town} is to be emptied, and {n} families may be sent back",
        ),
        (
            "It is not officially confirmed whether they are to be sent back.",
            "According to “Morning Quay”, the border guards stopped them near {town}.",
            "“If we send them away, who will speak for them?” wrote the newspaper…",
        ),
    ),
    Theme(
        ("Land rights", "Indigenous people", "Corruption"),
        (
            "{n} families of {town} are to lose their fields to a dam",
            "Company’s guards burn huts of indigenous people near {town}",
        ),
        (
            "a company is clearing the land of {n} families near {town}",
            "guards burned huts at {town} while the police looked on",
        ),
        (
            "The families hold papers of 1974, which the land office calls lost.",
            "No compensation has been paid, and the school was pulled down first.",
            "It’s said that the district’s own clerk sold the plots.",
        ),
    ),
    Theme(
        (DEFENDERS, "Freedom of expression", ARREST),
        (
            "Editor of a {town} weekly held without charge",
            "Lawyer’s office in {town} searched; {n} files taken",
            "“Stop writing” – death threats against a reporter in {town}",
        ),
        (
            "{who}, who reports from {town}, was arrested without a warrant",
            "unknown men threatened {who}, a lawyer of {town}",
        ),
        (
            "The caller said: “You have a daughter. Think of her.”",
            "The charge sheet names a law that was repealed years ago.",
            "Colleagues of the weekly weren’t allowed to see the cell.",
        ),
    ),
    Theme(
        (KILLINGS, IMPUNITY, POLICE),
        (
            "Police shoot {n} unarmed men at a checkpoint near {town}",
            "Another man dies in {town} lock-up; inquest is put off",
        ),
        (
            "{who} was shot at a checkpoint near {town}",
            "{n} men were killed in an encounter which witnesses call staged",
        ),
        (
            "The police say that fire was returned; no weapon has been shown.",
            "The bodies were buried at night, and the magistrate didn’t come.",
            "Two witnesses have left {town} out of fear.",
        ),
    ),
    Theme(
        ("Caste-based discrimination", LAW, REMEDY),
        (
            "{n} families are barred from the well of {town}",
            "Complaint of an outcaste woman of {town} is refused for the third time",
        ),
        (
            "{n} families of {town} may not draw water because of their caste",
            "the police of {town} refuse to write down the complaint of {who}",
        ),
        (
            "The headman’s sons guard the well with sticks.",
            "The station’s officer told her to “settle it in the village”.",
        ),
    ),
    Theme(
        ("Judicial system", JUSTICE, "Corruption"),
        (
            "Trial of {n} prisoners of {town} has been put off for nine years",
            "Judge in {town} removed after he refused a bribe",
        ),
        (
            "the trial of {who} has been put off forty times",
            "a judge of {town} lost his post after he would not take money",
        ),
        (
            "The prosecutor’s file has been lost twice…",
            "Each hearing ends with a new date and a new fee.",
        ),
    ),
    Theme(
        ("Child rights", ARREST),
        (
            "Boy of {n} years kept among adult prisoners in {town}",
            "Children of {town} quarry workers are held as bonded labour",
        ),
        (
            "a boy is kept among grown prisoners in {town}",
            "children work in a quarry near {town} to pay a debt of their parents",
        ),
        (
            "His birth certificate was shown to the court, which did not look at it.",
            "The owner says that the parents “agreed”.",
        ),
    ),
    Theme(
        ("State of emergency & martial law", "Military", "Legislation"),
        (
            "Martial law in {town} is to last another year",
            "New decree lets soldiers hold anyone for {n} days",
        ),
        (
            "martial law around {town} is to be made longer",
            "a decree lets soldiers hold people for {n} days without a judge",
        ),
        (
            "Nobody has seen the whole text of the decree; it’s known from the radio.",
            "Gatherings of more than four are forbidden — weddings too.",
        ),
    ),
    Theme(
        ("Violence against women", REMEDY, "Victims assistance & protection"),
        (
            "Woman of {town} attacked; police won’t take her complaint",
            "{town} court lets attackers go free after a “settlement”",
        ),
        (
            "{who} was attacked on her way home, and her complaint is not taken",
            "a court of {town} let three attackers go after the families had settled",
        ),
        (
            "She was asked to come back with a male relative.",
            "The medical report was written five days late.",
        ),
    ),
    Theme(
        ("Right to health", "Right to life"),
        (
            "{n} families of {town} starve as rations stop",
            "Children die of hunger near {town}; clinic is closed",
            "No food for {n} tea garden workers’ families in {town}",
        ),
        (
            "{n} families in {town} have had no rations since the harvest failed",
            "children are dying of hunger near {town}, where the clinic is closed",
        ),
        (
            "The ration dealer sells the grain in the market of the next town.",
            "A mother of three eats once a day, roots mostly.",
            "The officer in charge says there’s no hunger in his district…",
        ),
        hunger=True,
    ),
)
# Names in free style, with the name of the list that they mean; None where there is none.
FREE: dict[str, tuple[str, ...]] = {
    ARREST: ("illegal arrest and detention", "Illegal detention"),
    KILLINGS: ("Extra-judicial killings", "Extrajudicial killing", "extra-judicial killing"),
    VANISHED: ("Disappearances", "enforced disappearance"),
    LAW: ("un-rule of law", "Defunct Rule-of-Law"),
    TORTURE: ("torture",),
    IMPUNITY: ("impunity",),
    "Child rights": ("child rights",),
    "Violence against women": ("Honour killings", "violence against women"),
    "Indigenous people": ("indigenous people", "Indigenous peoples"),
    "Victims assistance & protection": ("Victims Assistance and Protection",),
    "Inhuman & degrading treatment": ("cruel and inhuman treatment",),
    POLICE: ("police brutality", "Police Violence"),
    REMEDY: ("Right to a remedy",),
}
NOT_IN_THE_LIST = ("cross-border smuggling", "Delay in Justice", "lack of police investigation")
