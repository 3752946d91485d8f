"""The door: what everybody asks for in a storm is answered here, the rest by Django.

| asked for | answered |
|---|---|
| `POST /ID/sign/` | sealed at once, written down together with all who came meanwhile (`writer`) |
| `POST /ID/confirm/…/` | counted the same way |
| `GET /ID/`, in each language | from memory; who signed is put in once a second (`pages`) |
| `GET /log/…` | from memory: tiles, checkpoint, policy (`log_files`) |
| everything else | by Django, in a few threads (`behind`) |

It holds no rule. What is not the plain good case (a field that is wrong, an appeal that is closed,
another site's form) goes to Django with all that was sent, so that people see the very same page.
"""
