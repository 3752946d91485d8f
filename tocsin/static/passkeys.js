// What only a script can do is shown only where scripts run.
for (const part of document.querySelectorAll("span[hidden]")) part.hidden = false;
