/**
 * What a statement is given ($1, a JSON list) as rows of these columns. `n` tells their order, and PostgreSQL that they are few: of two bounds it guesses one row in
 * two hundred, else it guesses a hundred rows, and in a young shop reads tables whole for them, or plans anew each time once they have grown (decision 0017).
 */
export const fewRows = (columns: string): string =>
  `select * from jsonb_to_recordset($1) as a (n int, ${columns}) where n >= 0 and n < 1000`
