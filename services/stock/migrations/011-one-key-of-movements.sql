-- The id of a movement that is sold or transferred is made of what these keys named: order or part, variant and place; transfer and direction. Whatever
-- they would refuse, the primary key refuses before.
drop index stock.movement_sold_once;
drop index stock.movement_transfer;
