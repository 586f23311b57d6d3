-- Two rates below the reduced one, where a country has them. Source: France, Code général des impôts, articles 278-0 bis (5.5 %, books among others)
-- and 281 quater to 281 nonies (2.1 %, newspapers and some medicines); Monaco applies French VAT. Which goods may carry one is for an accountant.
alter table pricing.vat_rate
  add column low_ppm    integer check (low_ppm between 0 and reduced_ppm),
  add column lowest_ppm integer check (lowest_ppm between 0 and coalesce(low_ppm, reduced_ppm));
update pricing.vat_rate set low_ppm = least(55000, reduced_ppm), lowest_ppm = least(21000, reduced_ppm) where country in ('FR', 'MC');
alter table pricing.price
  drop constraint price_tax_class_check,
  add constraint price_tax_class_check check (tax_class in ('standard', 'reduced', 'low', 'lowest', 'voucher'));
