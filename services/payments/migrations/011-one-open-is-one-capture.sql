-- attempt_one_open allows one open attempt of an order, so one of which a capture was asked: this key never refused anything that one did not.
drop index payments.attempt_one_capture;
