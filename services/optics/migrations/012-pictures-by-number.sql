-- Each picture of a sheet is a file of its own, by its number among those of its glasses, and is shown by the same statement that makes the glasses another
-- version: what an optician decides names the version that was seen. `scan_shown` is the last number that is done with, shown or gone; those above it
-- are being written, or were when a process died. An empty `scan_type`: none is shown.
alter table optics.configuration
  add column scan_sent integer not null default 0,
  add column scan_shown integer not null default 0;
update optics.configuration set scan_sent = 1, scan_shown = 1 where scan_type <> '';
alter table optics.configuration
  add constraint configuration_scan check (scan_shown between 0 and scan_sent and (scan_type = '' or scan_shown > 0));
