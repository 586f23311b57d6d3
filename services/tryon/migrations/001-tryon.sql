-- Try-on keeps nothing: photos, landmarks and measures live in memory for the length of one call. Its schema holds the event tables only.
select;
