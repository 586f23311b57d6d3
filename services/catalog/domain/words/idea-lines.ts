/** One idea a line, in every way French and English say it. A changed line takes effect on documents written after it. */
export const ideaLines = `
lunettes de soleil; solaires; solaire; lunettes solaires; sunglasses; shades; sunnies; sun glasses
lunettes de vue; lunettes optiques; monture optique; monture de vue; eyeglasses; optical frame; prescription glasses; optical glasses
lunettes; glasses; eyewear; binocles; specs; spectacles
monture; frame
lumiere bleue; anti lumiere bleue; blue light; blue light glasses
polarise; polarisant; polarized; polarised
aviateur; aviator; pilote; pilot
papillon; oeil de chat; cat eye; cateye; butterfly
rond; ronde; round
carre; carree; square
rectangulaire; rectangle; rectangular
ecaille; havane; tortoise; tortoiseshell; havana
percee; sans monture; nylor; rimless; invisible
acetate; plastique; plastic
metal; metallique; metallic
titane; titanium
eau de toilette; edt
eau de parfum; edp
extrait de parfum; extrait; parfum extract; pure parfum; perfume extract
eau de cologne; cologne; edc
parfum; perfume; fragrance; senteur
bougie; bougie parfumee; candle; scented candle
boise; boisee; woody; wood
fleuri; floral; florale; fleurs; flowery
agrumes; hesperide; citrus; citronne
epice; spicy; epices
ambre; amber; oriental; orientale
musc; musque; musk; musky
vanille; vanilla; vanille gourmande
fleur d'oranger; orange blossom; neroli
bois de oud; oud; agarwood
santal; sandalwood
cedre; cedar
figue; figuier; fig
lavande; lavender
cuir; cuire; leather
robe; dress
jupe; skirt
chemise; shirt; chemisette
chemisier; blouse
t-shirt; tee shirt; tshirt; tee
pull; pullover; sweater; jumper; chandail; maille; knit; knitwear
gilet; cardigan
sweat; sweatshirt; hoodie; sweat a capuche
pantalon; trousers; pants
jean; jeans; denim
short; bermuda; shorts
manteau; coat; pardessus
veste; blouson; jacket; blazer
trench; impermeable; raincoat; trench coat
doudoune; puffer; puffer jacket; down jacket
echarpe; scarf; foulard; etole
bonnet; beanie; knit hat
chapeau; hat
coton; cotton
laine; wool
lin; linen
soie; silk
cachemire; cashmere
velours; velvet
velours cotele; cotele; corduroy
raye; rayures; striped; stripes; mariniere
a carreaux; carreaux; checked; plaid; tartan
sans manches; sleeveless
manches courtes; short sleeves; short sleeve
manches longues; long sleeves; long sleeve
noir; black
blanc; white
bleu; blue
bleu marine; marine; navy
rouge; red
vert; green
jaune; yellow
rose; pink
gris; grey; gray
marron; brun; brown
beige; camel; sable; sand
bordeaux; burgundy; lie de vin
dore; or; gold; golden
argente; argent; silver
violet; purple; lilas; lilac
ecru; ivoire; ivory; creme; cream; off white
kaki; khaki; olive
transparent; cristal; clear; crystal
homme; men; man; mens; masculin; monsieur; lui; him
femme; women; woman; womens; ladies; feminin; madame; elle; her
enfant; enfants; kids; kid; child; children; junior
mixte; unisexe; unisex
`.trim()
