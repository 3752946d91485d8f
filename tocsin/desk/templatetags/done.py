"""`{% load done %}`: what a person did, as a reader of the history says it."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

WORDS = {
    "open case": _("opened the case"),
    "change case": _("changed the case"),
    "close case": _("closed the case"),
    "reopen case": _("opened the case again"),
    "add claim": _("added a claim"),
    "change claim": _("changed a claim"),
    "assess claim": _("assessed a claim"),
    "withdraw claim": _("withdrew a claim"),
    "add source": _("added a source"),
    "change source": _("changed a source"),
    "add assertion": _("wrote down what a source says"),
    "change assertion": _("changed what a source is said to say"),
    "set assertion aside": _("set aside what a source says"),
    "set against": _("set two claims against each other"),
    "no longer against": _("took two claims apart that were set against each other"),
    "add person": _("added a person"),
    "change person": _("changed a person"),
    "give consent": _("recorded a consent"),
    "withdraw consent": _("recorded that a consent was withdrawn"),
    "merge": _("merged two records into one"),
    "keep apart": _("kept two records apart"),
    "undo merge": _("undid a merge"),
    "save authority": _("saved the office"),
    "set holder": _("wrote down who holds it"),
    "add channel": _("added a way to reach it"),
    "mark channel": _("marked whether a way works"),
    "draft appeal": _("drafted the appeal"),
    "add language": _("added a language"),
    "save text": _("saved the text"),
    "set facts": _("set the facts"),
    "attach file": _("attached a file"),
    "describe file": _("described an attachment"),
    "remove file": _("removed an attachment"),
    "join alert": _("joined another alert to the case"),
    "relate appeal": _("noted the appeals that it names"),
    "unrelate appeal": _("took away an appeal that it names"),
    "add former name": _("added an old address or name"),
    "inherit": _("took over addressees or letter of an earlier appeal"),
    "propose": _("proposed it"),
    "approve": _("approved it"),
    "hand back": _("handed it back"),
    "publish": _("published it"),
    "mail out": _("mailed it out"),
    "close appeal": _("closed the appeal"),
    "reopen appeal": _("opened the appeal again"),
    "propose withdrawal": _("proposed to withdraw the appeal"),
    "decline withdrawal": _("left the appeal as it is"),
    "withdraw appeal": _("withdrew the appeal"),
    "override finding": _("let a sentence pass that was objected to"),
    "stop appeal": _("stopped the appeal"),
    "resume appeal": _("let the stopped appeal go on or closed it"),
    "print sheet": _("printed a sheet"),
    "hold back": _("held voices back"),
    "open window": _("began to hold back what comes in"),
    "propose void": _("proposed to void voices that are held back"),
    "propose release": _("proposed to count again voices that are held back"),
    "decline decision": _("left the voices held back"),
    "void": _("voided voices"),
    "count again": _("counted voices again"),
    "withdraw": _("deleted what was withdrawn by who signed it"),
    "forget mailboxes": _("destroyed what tells mailboxes apart"),
    "tell of a withdrawn voice": _("told an office of a withdrawn voice"),
    "record reply": _("recorded a reply"),
    "record silence": _("recorded that no answer came"),
    "record update": _("recorded an update"),
    "record outcome": _("recorded an outcome"),
    "record correction": _("recorded a correction"),
    "switch on": _("turned a switch on"),
    "switch off": _("turned a switch off again"),
}


@register.filter
def done(verb: str) -> str:
    """The verb of an audit entry in the reader's language; itself where no words are kept."""
    return str(WORDS.get(verb, verb))
