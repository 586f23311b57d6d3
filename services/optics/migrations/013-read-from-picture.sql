-- Of a sheet there may be the picture alone: then an optician reads and types it before anything is verified, and before it goes to the lab.
alter table optics.configuration
  add constraint configuration_read check (state <> 'verified' or not facts ? 'isToRead');
