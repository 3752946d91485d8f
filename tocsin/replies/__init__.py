"""What came back: replies, silence, updates, outcomes.

In: what the desk receives or learns after publishing. Keeps: each as one dated item of news.
Out: news for the page, one mail to each who asked to be informed. Read next by archive and site.
"""
