-- OPT-10: what happens to a job between the shop and the lab is told apart; what came back is received once it was looked at, and refused otherwise.
alter table optics.configuration
  drop constraint configuration_lab_state_check,
  add constraint configuration_lab_state_check
    check (lab_state in ('', 'queued', 'sent', 'in-production', 'delayed', 'checked-in', 'received', 'refused')),
  drop constraint configuration_made_before,
  add constraint configuration_made_before
    check (remakes = 0 or facts @? '$.steps[*] ? (@.what == "lab-sent" || @.what == "lab-checked-in" || @.what == "lab-received")');
