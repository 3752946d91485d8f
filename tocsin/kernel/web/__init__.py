"""What each request meets before a page, and what each form has.

In: requests. Keeps: how often one sender did a thing, and no address (throttle).
Out: headers, where a request comes from, sentences beside fields, a line for each answer.
Read next by Django (`settings`) and by the faces.
"""
