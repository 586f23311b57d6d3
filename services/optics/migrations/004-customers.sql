-- Who typed a sheet as a guest and ordered signed in is forgotten with their account too.
create index configuration_of_customer on optics.configuration ((facts ->> 'customerId')) where facts ->> 'customerId' <> '';
