-- A picture of the sheet: the file is sealed with the key of its person and lies in the files of the shop, under the id of its glasses.
alter table optics.configuration
  add scan_type text not null default '' check (scan_type in ('', 'application/pdf', 'image/jpeg', 'image/png', 'image/webp'));
