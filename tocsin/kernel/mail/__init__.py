"""Mail leaves, and what comes back is understood.

In: what is to be said to whom. Keeps: one sealed row each until it has gone (outbox).
Out: mails as files or by SMTP (post); which of them came back (bounces), alerts by LMTP (lmtp).
Read next by the rooms that write to people; the storm's switches slow and pause it.
"""
