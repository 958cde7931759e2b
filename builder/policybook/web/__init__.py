"""The subscribe server: the pages on which people join the notification list, choose and leave. Needs `[server]`."""
