-- A pair may be made again (OPT-10): each time names the job it replaces, why, and who pays; `lab_state` is that of the newest job.
alter table optics.configuration
  add column remakes integer not null default 0 check (remakes between 0 and 9),
  add constraint configuration_remakes check (remakes = coalesce(jsonb_array_length(facts -> 'remakes'), 0)),
  add constraint configuration_made_before check (remakes = 0 or facts @? '$.steps[*] ? (@.what == "lab-sent" || @.what == "lab-received")');
