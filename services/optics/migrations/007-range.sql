-- What is offered no more stays for the glasses that were configured with it; the changes of the range are counted so that two at once are told apart.
alter table optics.treatment add is_out_of_use boolean not null default false;
alter table optics.lens_option add is_out_of_use boolean not null default false;

create table optics.lens_range (
  is_only boolean primary key default true check (is_only),
  version integer not null check (version > 0)
);
insert into optics.lens_range (version) values (1);
