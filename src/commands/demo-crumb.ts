// The second demo tenant: software for bakeries, cafés and hotels. There so that one can see that nobody sees the other.
// All names are invented. The form is told in demo-world.ts.
import type { DemoWorld } from './demo-world.ts';

export const crumb: DemoWorld = {
  tenantId: '019b7a2e-0000-7d00-8000-00000000c002',
  name: 'Crumb & Kettle Software',
  emailDomain: 'crumbandkettle.example',
  teams: ['Independents; Americas', 'Chains; Americas', 'Hotels; Worldwide'],
  users: [
    'Delphine Okoro; Chief Revenue Officer; Chains;',
    'Marcus Bell; Team Lead; Independents; Delphine Okoro',
    'Yuki Hamada; Team Lead; Hotels; Delphine Okoro',
    'Renata Cruz; Account Executive; Independents; Marcus Bell',
    'Sam Whitlock; Account Executive; Independents; Marcus Bell',
    'Aliyah Grant; Account Executive; Chains; Delphine Okoro',
    'Étienne Gagnon; Account Executive; Chains; Delphine Okoro',
    'Noor Rahimi; Account Executive; Hotels; Yuki Hamada',
    'Gus Lindgren; Support; ;',
  ],
  products: [
    'Oven Planner; OVEN; Kitchen; 79',
    'Oven Planner Pro; OVEN-PRO; Kitchen; 149',
    'Counter; COUNTER; Shop; 59',
    'Counter Duo; COUNTER-2; Shop; 99',
    'Recipe Book; RECIPES; Kitchen; 29',
    'Allergen Sheet; ALLERGEN; Kitchen; 19',
    'Breakfast Desk; BREAKFAST; Hotel; 189',
    'Onboarding Day; ONBOARD; Service; 600',
  ],
  renewals: 'Subscriptions',
  fields: {
    plan: ['Starter', 'Growth', 'Chain'],
    number: 'shops; Shops',
    text: 'pointOfSale; Point of sale',
    flag: 'isOrganic; Organic',
  },
  tags: [
    'Chain; #0969da',
    'Opening soon; #1a7f37',
    'Churn risk; #cf222e',
    'Beta tester; #8250df',
    'Podcast; #bf8700',
    'Café; ',
  ],
  subjects: [
    'CALL; Call before the morning rush',
    'CALL; Ask about the new shop',
    'CALL; Renewal talk',
    'EMAIL; Price list',
    'EMAIL; Answers about the allergen sheet',
    'EMAIL; Thank you for the cake',
    'MEETING; Demo of the oven plan',
    'MEETING; Visit on market day',
    'NOTE; They bake at three in the morning',
    'NOTE; The tills are from 2009',
    'TASK; Set up the second till',
    'TASK; Import the recipes',
    'TASK; Train the new baker',
  ],
  customers: `
Golden Crust Bakeries; goldencrust.example; Bakery; 640; 58; 1983; Portland, United States; Aliyah Grant
  @ Wendell Park; Chief Executive
  @ Tessa Moreno; Head of IT
  @ Hollis Grey; Operations Director
  $ Counter for 42 shops; 49,896; Won; Counter Duo
  $ Oven plan, central bakery; 17,880; Engaging; Oven Planner Pro
  $ Onboarding; 4,800; Won; Onboarding Day
  $ Year two; 49,896; Offered; Counter Duo
Golden Crust Doughnuts; goldencrust-doughnuts.example; Bakery; 85; 7.9; 2004; Salem, United States; Aliyah Grant; Golden Crust Bakeries
  @ Ricky Alvarez; Shop Manager
  @ June Halloran; Baker
  $ Counter for nine shops; 6,372; Prospecting; Counter
Petit Four Montréal; petitfour.example; Café; 120; 11; 1999; Montréal, Canada; Étienne Gagnon
  @ Océane Tremblay; Owner
  @ Mathieu Roy; Head Baker
  $ Recipe book; CAD 2,088; Won; Recipe Book
  $ Three tills; CAD 3,564; Engaging; Counter Duo
La Miette; lamiette.example; Bakery; 24; 1.8; 2012; Québec, Canada; Étienne Gagnon
  @ Anaïs Pelletier; Owner
  $ Oven plan; CAD 948; Won; Oven Planner
  $ Subscription; CAD 948; Renewed; Oven Planner
Boulangerie du Fleuve; dufleuve.example; Bakery; 31; 2.2; 1968; Trois-Rivières, Canada; Étienne Gagnon; La Miette
  @ Gérard Dubé; Head Baker
  @ Line Caron; Bookkeeper
  $ Oven plan, two ovens; CAD 1,788; Prospecting; Oven Planner Pro
Sunflour Mills; sunflour.example; Food; 210; 34; 1957; Minneapolis, United States; Marcus Bell
  @ Astrid Nygaard; Sales Director
  @ Omar Fadel; Product Manager
  $ Partner licence; 24,000; Engaging; Recipe Book
Kneady Friends; kneady.example; Bakery; 12; 0.9; 2017; Austin, United States; Renata Cruz
  @ Cleo Barnes; Owner
  @ Dash Patel; Baker
  $ Starter; 708; Won; Counter
  $ Oven plan; 948; Won; Oven Planner
  $ Subscription; 1,656; Due; Counter
Maple & Rye; mapleandrye.example; Café; 38; 3; 2010; Burlington, United States; Renata Cruz
  @ Judith Kemp; Owner
  @ Arlo Finch; Manager
  $ Two counters; 1,416; Lost; Counter
  $ Recipe book; 348; Won; Recipe Book
Concha y Canela; conchaycanela.example; Bakery; 56; 4.4; 1991; San Antonio, United States; Renata Cruz
  @ Lupe Villaseñor; Owner
  @ Beto Peña; Head Baker
  @ Marisol Ortiz; Shop Manager
  $ Five shops; 5,940; Won; Counter Duo
  $ Allergen sheets; 1,140; Engaging; Allergen Sheet
  $ Central oven plan; 1,788; Prospecting; Oven Planner Pro
Harvest Moon Co-op; harvestmoon.example; Retail; 145; 19; 1978; Madison, United States; Sam Whitlock
  @ Bea Sorensen; General Manager
  @ Ivo Marek; IT Lead
  $ In-store bakery; 3,576; Engaging; Oven Planner Pro
Blue Door Café; bluedoor.example; Café; 9; 0.6; 2019; Boise, United States; Sam Whitlock
  @ Quinn Abbott; Owner
  $ Starter; 708; Won; Counter
  $ Cancelled after the move; 708; Cancelled; Counter
Tin Roof Pies; tinroofpies.example; Bakery; 17; 1.1; 2014; Asheville, United States; Sam Whitlock
  @ Loretta Simms; Owner
  @ Wade Simms; Baker
  $ Oven plan; 948; Prospecting; Oven Planner
  $ Recipe book; 348; Lost; Recipe Book
Rye Not; ; Bakery; 5; ; 2023; Denver, United States; Sam Whitlock
  @ Perry Vogel; Owner
  $ Free trial; ; Prospecting; Oven Planner
Corner & Crown Hotels; cornercrown.example; Hospitality; 3100; 402; 1964; Chicago, United States; Noor Rahimi
  @ Vivienne Hale; Vice President Food
  @ Rafiq Anwar; Head of Procurement
  @ Dorothea Lund; Project Lead
  @ Miles Osei; Chef
  $ Breakfast pilot, four hotels; 9,072; Won; Breakfast Desk
  $ Breakfast rollout, 38 hotels; 86,184; Engaging; Breakfast Desk
  $ Allergen sheets; 8,664; Engaging; Allergen Sheet
Crown Lodge Resorts; crownlodge.example; Hospitality; 480; 66; 1986; Aspen, United States; Noor Rahimi; Corner & Crown Hotels
  @ Brita Falk; General Manager
  $ Breakfast desk; 6,804; Prospecting; Breakfast Desk
Hotel Alcázar Azul; alcazarazul.example; Hospitality; 95; 8.7; 1929; Sevilla, Spain; Noor Rahimi
  @ Macarena Luque; Director
  @ Íker Sanz; Chef
  $ Breakfast desk; EUR 2,268; Won; Breakfast Desk
  $ Second year; EUR 2,268; Renewed; Breakfast Desk
Ryokan Tsukimi; tsukimi.example; Hospitality; 44; 5; 1902; Kyōto, Japan; Yuki Hamada
  @ Haruka Mori; Okami
  @ Kenji Ōta; Chef
  $ Breakfast desk; JPY 340,000; Won; Breakfast Desk
Ostra Brödhuset; ostra-brod.example; Bakery; 73; 6.1; 1948; Stockholm, Sweden; Yuki Hamada
  @ Linnéa Fors; Chief Executive
  @ Åke Sandin; Head Baker
  $ Oven plan pro; EUR 1,788; Engaging; Oven Planner Pro
  $ Counter for six shops; EUR 7,128; Prospecting; Counter Duo
Backstube Morgenrot; morgenrot.example; Bakery; 160; 13; 1972; Leipzig, Germany; Yuki Hamada
  @ Heike Straßer; Geschäftsführerin
  @ Uwe Böhm; Head Baker
  @ Selin Kaya; IT Lead
  $ Oven plan, 14 ovens; EUR 12,516; Won; Oven Planner Pro
  $ Recipe book; EUR 4,872; Won; Recipe Book
  $ Subscription; EUR 17,388; Due; Oven Planner Pro
Morgenrot Cafés; morgenrot-cafes.example; Café; 90; 7; 2008; Dresden, Germany; Yuki Hamada; Backstube Morgenrot
  @ Jakob Lindner; Manager
  $ Counter for eleven cafés; EUR 13,068; Lost; Counter Duo
Sweet Orchard; sweetorchard.example; Food; 260; 41; 1994; Seattle, United States; Aliyah Grant
  @ Nadine Frost; Head of Growth
  @ Theo Castellan; Chief Financial Officer
  $ Chain package; 29,800; Engaging; Oven Planner Pro
  $ Onboarding, six days; 3,600; Prospecting; Onboarding Day
Daily Loaf Group; dailyloaf.example; Bakery; 1450; 132; 1976; Cleveland, United States; Delphine Okoro
  @ Russell Tate; Chief Technology Officer
  @ Imani Brooks; Head of Procurement
  @ Vera Stone; Legal Counsel
  $ Request for proposal; 178,200; Engaging; Counter Duo
  $ Oven plan pilot; 5,364; Won; Oven Planner Pro
Daily Loaf Frozen; dailyloaf-frozen.example; Food; 320; 48; 2002; Toledo, United States; ; Daily Loaf Group
  @ Hank Dorsey; Plant Manager
  $ Allergen sheets; 2,280; Lost; Allergen Sheet
Teacup Lane; teacuplane.example; Café; 7; 0.4; 2020; Savannah, United States; Marcus Bell
  @ Poppy Ashworth; Owner
  @ ; Barista
  $ Starter; 708; Engaging; Counter
Market Hall Bread; markethall.example; Bakery; 19; 1.5; 2015; Halifax, Canada; Marcus Bell
  @ Fergus Doyle; Owner
  $ Till for the market; CAD 708; Won; Counter
  $ Oven plan; CAD 948; Prospecting; Oven Planner
`,
};
