// Words that seeded names are put together from. All invented; some with letters beyond ASCII, because real names have them.
// The order counts: seeded data is a function of these lists, so a change gives other names for the same seed number.

const words = (text: string): string[] => text.trim().split(/\s*,\s*/);

export const firstNames = words(`
  Ada, Aïcha, Alejandro, Anneke, Anton, Beatriz, Björn, Bram, Carla, Chloé, Dagmar, Daniel, Dilara, Edda, Elif, Emeka, Émile,
  Fatima, Felix, Freya, Gaspar, Greta, Hana, Harriet, Hugo, Ines, Ingrid, Ishaan, Ivan, Jana, Jonas, José, Júlia, Kaito, Karim,
  Katya, Lars, Leila, Liam, Lucía, Łukasz, Mads, Malin, Marek, Mei, Mila, Nadia, Niamh, Noah, Olga, Oskar, Paula, Pavel, Priya,
  Quentin, Rafael, Renée, Rosa, Ruben, Samir, Sanne, Selma, Søren, Sunita, Tamsin, Tariq, Theo, Tomás, Uma, Valentina, Vera,
  Viktor, Wanda, Xiu, Yara, Yusuf, Zoë, Zuzana`);

export const lastNames = words(`
  Abernathy, Adeyemi, Almeida, Andersson, Aoki, Bauer, Becker, Bielak, Björk, Brandt, Castellanos, Černý, Chaudhry, Coburn,
  D'Arcy, Dąbrowski, Delacroix, Demir, Dietrich, Eklund, El-Amin, Farkas, Fernández, Fontaine, García, Gruber, Haddad, Halvorsen,
  Hartmann, Hoang, Holm, Ibarra, Ivanova, Jäger, Jensen, Kamara, Kaur, Keller, Kovač, Krüger, Laurent, Lindqvist, Lopes,
  MacLeod, Marchetti, Mbeki, Meier, Molnár, Moreau, Müller, Nakamura, Nguyen, Novák, Núñez, O'Brien, Okafor, Øster, Pajari,
  Peeters, Petrov, Quist, Rao, Ricci, Rosén, Sato, Schäfer, Schmitt, Silva, Sørensen, Szabó, Tanaka, Thibault, Ueda, Vance,
  van der Berg, Vogel, Wójcik, Yılmaz, Zapata, Zhou`);

export const companyRoots = words(`
  Abelia, Alderbrook, Amberline, Arcwell, Aurelian, Bärental, Blackthorn, Bluefen, Brightmoor, Calderon, Cedarpost, Cinderhall,
  Clearmark, Copperleaf, Corvina, Dovetail, Duskwater, Eastfold, Élan, Emberly, Fairglen, Falkenau, Fernhollow, Flintridge,
  Galvano, Goldrain, Grünwald, Halcyon, Harrowgate, Havelock, Hedgerow, Inverness Hill, Ironbark, Juniper, Kestrel, Kilnsea,
  Lanternfish, Larkspur, Lindenhof, Lumière, Marlowe, Meridian, Mistral, Moorland, Nightjar, Nordlicht, Oakhaven, Obsidian,
  Orrery, Papillon, Peregrine, Pinecrest, Quarrystone, Quillon, Ravenscar, Redwater, Riverbend, Saltmarsh, Señora, Silverbirch,
  Skylark, Stonebridge, Summerfield, Tallowood, Thornbury, Tidewrack, Umbra, Valença, Vespera, Wayfarer, Westering, Wildrye,
  Windhover, Yarrow, Zephyra, Østvik`);

export const companyNouns = words(`
  Analytics, Apparel, Automation, Bakeries, Biotech, Breweries, Ceramics, Clinics, Components, Construction, Consulting, Dairy,
  Design, Dynamics, Education, Electric, Energy, Engineering, Farms, Films, Foods, Freight, Glass, Holdings, Hotels, Instruments,
  Insurance, Labs, Logistics, Marine, Materials, Media, Mills, Mobility, Motors, Networks, Optics, Packaging, Paper, Partners,
  Pharma, Plastics, Press, Properties, Publishing, Robotics, Security, Software, Solar, Steel, Studios, Systems, Textiles, Tools,
  Toys, Travel, Ventures, Water, Works`);

/** An empty one is chosen as often as each other one. */
export const legalForms = ['', '', '', ' Inc', ' Ltd', ' GmbH', ' AB', ' SARL', ' S.p.A.', ' Oy', ' & Söhne', ' Group'];

export const industries = words(`
  Agriculture, Automotive, Banking, Chemicals, Construction, Consulting, Education, Energy, Entertainment, Finance, Food, Health,
  Hospitality, Insurance, Logistics, Manufacturing, Media, Public sector, Retail, Software, Telecommunications, Travel`);

export const cities = words(`
  Aarhus|Denmark, Antwerp|Belgium, Austin|United States, Barcelona|Spain, Bengaluru|India, Bergen|Norway, Boston|United States,
  Brno|Czechia, Bristol|United Kingdom, Cape Town|South Africa, Chicago|United States, Córdoba|Argentina, Denver|United States,
  Dublin|Ireland, Düsseldorf|Germany, Gdańsk|Poland, Genève|Switzerland, Ghent|Belgium, Göteborg|Sweden, Graz|Austria,
  Hamburg|Germany, Helsinki|Finland, İzmir|Türkiye, Kraków|Poland, Kyōto|Japan, Lagos|Nigeria, Leeds|United Kingdom, Lyon|France,
  Málaga|Spain, Malmö|Sweden, Medellín|Colombia, Melbourne|Australia, Milan|Italy, Montréal|Canada, München|Germany,
  Nairobi|Kenya, Nantes|France, Osaka|Japan, Porto|Portugal, Portland|United States, Reykjavík|Iceland, São Paulo|Brazil,
  Seattle|United States, Singapore|Singapore, Toronto|Canada, Utrecht|Netherlands, Wellington|New Zealand, Zürich|Switzerland`);

export const jobTitles = words(`
  Account Manager, Buyer, Chief Executive, Chief Financial Officer, Chief Technology Officer, Data Engineer, Director of Operations,
  Facility Manager, Finance Manager, Head of Growth, Head of IT, Head of Procurement, HR Manager, Legal Counsel, Marketing Manager,
  Office Manager, Plant Manager, Product Manager, Project Lead, Purchasing Agent, Quality Manager, Sales Director, Software Engineer,
  Supply Chain Lead, Vice President Sales`);

export const dealNouns = words(`
  annual licence, renewal, pilot, rollout, expansion, framework agreement, replacement, migration, support plan, starter package,
  second site, training`);

export const subjects = words(`
  Intro call, Follow up on the quote, Send the contract, Quarterly review, Demo of the new release, Ask about the budget,
  Negotiate the discount, Invoice question, Site visit, Check in before renewal, Share the case study, Prepare the proposal,
  Collect the requirements, Complaint about delivery, Thank-you note, Schedule the workshop, Update the address, Security questionnaire, Lunch with the buyer, Confirm the start date`);

export const sentences = [
  'They compare us with two others and decide by the end of the quarter',
  'The budget is approved; legal has to read the terms first',
  'Wants a shorter contract and a price for three years',
  'Nobody answered the last two e-mails: try by phone',
  'The team in the second office should see the demo as well',
  "Satisfied with the pilot - asks for naïve users' training",
  'Price is fine but delivery has to be before the fair',
  'Former customer; left because of a merger and may come back',
];

export const regions = words('North, South, East, West');
export const tagNames = words(
  'VIP, Partner, At risk, Newsletter, Reference, Trade fair, Inbound, Renewal, Key account, Cold, Public tender, Überfällig',
);
export const productNames = words(`
  Aurora Scanner, Aurora Scanner Pro, Basalt Gateway, Cirrus Cloud, Cirrus Cloud Plus, Delta Sensor, Echo Desk, Fjord Storage,
  Glacier Backup, Horizon Suite, Iris Camera, Jetty Terminal`);
