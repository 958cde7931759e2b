"""The MkDocs theme `policybook`: chrome only; what a page says comes from the templates beside it."""
