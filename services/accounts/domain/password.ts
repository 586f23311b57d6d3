export type Weakness = 'too-short' | 'too-long' | 'breached'

/**
 * Why a password may not be used, if it may not: 8 to 128 characters, no composition rule, none of the most guessed ones.
 * Source: OWASP ASVS 5.0, 6.2.1, 6.2.4, 6.2.9, 6.2.12; `breached` is the offline list, in lower case.
 */
export function weaknessOf(password: string, breached: ReadonlySet<string>): Weakness | undefined {
  const { length } = Array.from(password)
  if (length < 8) return 'too-short'
  if (length > 128) return 'too-long'
  return breached.has(password.toLowerCase()) ? 'breached' : undefined
}

/** The passwords of eight characters or more that lists of leaked ones put first, most guessed ones only: an attacker tries these anyway. */
export const mostGuessed: ReadonlySet<string> = new Set(
  `password password1 password12 password123 password1234 passw0rd p@ssword p@ssw0rd pa55word 12345678 123456789 1234567890 0123456789
  87654321 987654321 0987654321 11111111 111111111 00000000 22222222 55555555 66666666 77777777 88888888 99999999 12341234 12344321
  123123123 112233445566 123321123 147258369 123654789 11223344 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1
  qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl asdfasdf zxcvbnm1 azertyui azertyuiop azerty123 abcd1234 abc12345
  abcdefgh abcdefghi aaaaaaaa iloveyou iloveyou1 ilovegod jetaime1 motdepasse motdepasse1 bonjour1 bonjour123 doudou123 loulou123
  sunshine princess princess1 football football1 baseball baseball1 superman superman1 batman123 spiderman starwars trustno1 letmein1
  letmein123 welcome1 welcome123 changeme changeme1 whatever computer computer1 internet michelle jennifer jessica1 michael1 charlie1
  daniel123 marseille marseille13 soleil123 chocolat chocolate administrator administrateur admin123 admin1234 root1234 toor1234 test1234
  testtest guest123 secret123 master123 dragon123 monkey123 shadow123 killer123 pokemon1 liverpool chelsea1 arsenal1 barcelona juventus
  samsung1 google123 facebook linkedin dropbox1 minecraft fortnite987 blink182 metallica nirvana1 slipknot corvette mercedes ferrari1
  porsche1 mustang1 harley123 yamaha123 victoria elizabeth alexander benjamin nicholas samantha anthony1 christopher stephanie p4ssword`.split(
    /\s+/,
  ),
)
