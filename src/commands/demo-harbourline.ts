// The first demo tenant: a maker of instruments for ports, ferries and fish farms. All names are invented.
// The form is told in demo-world.ts. Order counts: it is the order of creation, and ids are made from it.
import type { DemoWorld } from './demo-world.ts';

export const harbourline: DemoWorld = {
  tenantId: '019b7a2e-0000-7d00-8000-00000000c001',
  name: 'Harbourline Instruments',
  emailDomain: 'harbourline.example',
  teams: ['Baltic; North', 'North Sea; West', 'Atlantic; South'],
  users: [
    'Ingrid Solberg; Head of Sales; North Sea;',
    'Mads Kjær; Team Lead; Baltic; Ingrid Solberg',
    'Fiona Drummond; Team Lead; North Sea; Ingrid Solberg',
    'João Baptista; Team Lead; Atlantic; Ingrid Solberg',
    'Anneli Räsänen; Account Executive; Baltic; Mads Kjær',
    'Tomasz Wilk; Account Executive; Baltic; Mads Kjær',
    'Hamish Orr; Account Executive; North Sea; Fiona Drummond',
    'Lotte van Dam; Account Executive; North Sea; Fiona Drummond',
    'Inês Carvalho; Account Executive; Atlantic; João Baptista',
    'Pilar Echeverría; Customer Success; ;',
  ],
  products: [
    'Tidewatch 100; TW-100; Tidewatch; 1,450',
    'Tidewatch 300; TW-300; Tidewatch; 3,900',
    'Tidewatch 300 Ice; TW-300-ICE; Tidewatch; 4,650',
    'Berth Radar; BR-20; Berth; 12,800',
    'Berth Radar Duo; BR-22; Berth; 21,500',
    'Salinity Probe; SP-5; Farm; 690',
    'Oxygen Probe; OP-5; Farm; 820',
    'Harbour Desk; HD-1; Software; 490',
    'Calibration Visit; SV-1; Service; 950',
  ],
  renewals: 'Service contracts',
  fields: {
    plan: ['Basic', 'Plus', 'Premier'],
    number: 'berths; Berths',
    text: 'competitor; Competitor',
    flag: 'usesIceClass; Works in ice',
  },
  tags: [
    'Key account; #1f6feb',
    'Public tender; #8250df',
    'Trade fair; #bf8700',
    'At risk; #cf222e',
    'Reference; #1a7f37',
    'Überprüfen; ',
  ],
  subjects: [
    'CALL; Call about the quote',
    'CALL; Ask for the tender documents',
    'CALL; They want ten more units',
    'EMAIL; Drawings of the mast',
    'EMAIL; Price list for this year',
    'EMAIL; Invitation to the user day',
    'MEETING; Site survey',
    'MEETING; Demo on the quay',
    'NOTE; Cable runs are longer than planned',
    'NOTE; The board decides in spring',
    'TASK; Plan the calibration',
    'TASK; Check delivery before the ice',
    'TASK; Follow up after the fair',
  ],
  customers: `
Nordvik Port Authority; nordvik-port.example; Public sector; 410; 62.4; 1911; Bergen, Norway; Fiona Drummond
  @ Sigrid Aune; Harbour Master
  @ Olav Tveit; Procurement
  @ Kari Lunde; Chief Engineer
  $ Four berths with radar; 86,000; Won; Berth Radar Duo
  $ Tide gauges for the outer mole; 15,600; Engaging; Tidewatch 300
  $ Yearly calibration; 3,800; Renewed; Calibration Visit
Nordvik Pilots; nordvik-pilots.example; Maritime services; 48; 9.1; 1954; Bergen, Norway; Fiona Drummond; Nordvik Port Authority
  @ Even Strand; Chief Pilot
  @ Marit Hove; Office Manager
  $ Tide display on six boats; 5,880; Won; Harbour Desk
  $ Radar at the pilot station; 12,800; Prospecting; Berth Radar
Brightmere Ferries; brightmere.example; Transport; 1260; 214; 1968; Leith, United Kingdom; Hamish Orr
  @ Callum Baird; Fleet Director
  @ Aileen Moffat; Head of Procurement
  @ Priti Shah; Data Engineer
  $ Docking radar, north route; GBP 64,500; Won; Berth Radar Duo
  $ Docking radar, island route; GBP 43,000; Engaging; Berth Radar Duo
  $ Harbour Desk for the control room; GBP 9,800; Won; Harbour Desk
  $ Service contract 2026; GBP 11,400; Offered; Calibration Visit
Brightmere Freight; brightmere-freight.example; Logistics; 330; 71; 1995; Hull, United Kingdom; Hamish Orr; Brightmere Ferries
  @ Gareth Pugh; Terminal Manager
  @ Nkechi Obi; Finance Manager
  $ Two ramps, tide and wind; GBP 7,800; Prospecting; Tidewatch 300
Skagern Shipyard; skagern.example; Shipbuilding; 720; 118; 1932; Göteborg, Sweden; Anneli Räsänen
  @ Björn Åkesson; Yard Manager
  @ Malin Öberg; Buyer
  $ Dry dock levels; EUR 23,400; Won; Tidewatch 300
  $ Second dock; EUR 23,400; Prospecting; Tidewatch 300
  $ Slipway radar; EUR 12,800; Lost; Berth Radar
Saaristo Lines; saaristo.example; Transport; 540; 88.2; 1979; Turku, Finland; Anneli Räsänen
  @ Eeva Kallio; Operations Director
  @ Juhani Mäkelä; Captain
  @ Noora Lehto; Purchasing Agent
  $ Ice-proof gauges on nine piers; EUR 41,850; Engaging; Tidewatch 300 Ice
  $ Spare gauges; EUR 9,300; Won; Tidewatch 300 Ice
  $ Calibration before winter; EUR 8,550; Due; Calibration Visit
Port of Wolinek; wolinek.example; Public sector; 275; 38; 1947; Szczecin, Poland; Tomasz Wilk
  @ Agnieszka Dąbrowa; Director
  @ Paweł Żurek; IT Lead
  $ Tender: quay three; 58,700; Engaging; Berth Radar Duo
  $ Tide gauges; 11,700; Won; Tidewatch 300
Lisia Fish Farms; lisia.example; Aquaculture; 64; 12.5; 2009; Gdynia, Poland; Tomasz Wilk
  @ Zofia Krawiec; Owner
  @ Igor Malec; Biologist
  $ Oxygen probes for twelve cages; 9,840; Won; Oxygen Probe
  $ Salinity probes; 8,280; Won; Salinity Probe
  $ Larger farm at the lagoon; 26,000; Prospecting; Oxygen Probe
Hansekai Terminals; hansekai.example; Logistics; 2100; 455; 1988; Hamburg, Germany; Mads Kjær
  @ Jörg Petersen; Head of Technology
  @ Sabine Kröger; Procurement
  @ Deniz Aydın; Project Lead
  @ Ute Brandl; Legal Counsel
  $ Pilot at berth two; EUR 21,500; Won; Berth Radar Duo
  $ Rollout to eleven berths; EUR 236,500; Engaging; Berth Radar Duo
  $ Harbour Desk, 80 seats; EUR 39,200; Prospecting; Harbour Desk
Hansekai Tugs; hansekai-tugs.example; Maritime services; 190; 33; 1990; Bremerhaven, Germany; Mads Kjær; Hansekai Terminals
  @ Ole Janssen; Fleet Manager
  $ Tide data on eight tugs; EUR 7,840; Lost; Harbour Desk
Lille Sund Marina; lillesund.example; Leisure; 18; 2.1; 2001; Aarhus, Denmark; Mads Kjær
  @ Karen Holst; Manager
  @ Villads Bro; Technician
  $ Tide display at the gate; 1,450; Won; Tidewatch 100
  $ Calibration visit; 950; Cancelled; Calibration Visit
Zeeduin Dredging; zeeduin.example; Construction; 880; 167; 1961; Vlissingen, Netherlands; Lotte van Dam
  @ Pieter Noordzij; Project Director
  @ Famke de Wit; Surveyor
  @ Ruud Bakhuis; Buyer
  $ Survey gauges for the estuary; EUR 31,200; Won; Tidewatch 300
  $ Six portable gauges; EUR 8,700; Engaging; Tidewatch 100
Scheldemond Locks; scheldemond.example; Public sector; 130; ; 1928; Antwerp, Belgium; Lotte van Dam
  @ Griet Maes; Lock Master
  @ Bruno Claes; Engineer
  $ Levels at both gates; 15,600; Prospecting; Tidewatch 300
  $ Radar for the approach; 12,800; Lost; Berth Radar
Kelder & Zonen Mussels; kelder-mussels.example; Aquaculture; 22; 3.4; 1989; Yerseke, Netherlands; Lotte van Dam
  @ Sjoerd Kelder; Owner
  $ Probes for three beds; 4,140; Won; Salinity Probe
Port of Breizhaven; breizhaven.example; Public sector; 360; 47.7; 1903; Brest, France; João Baptista
  @ Maëlle Le Goff; Directrice technique
  @ Yann Kervella; Harbour Master
  $ Naval quay; EUR 64,500; Engaging; Berth Radar Duo
  $ Gauges for the roadstead; EUR 19,500; Won; Tidewatch 300
Ostréa Nord; ostrea-nord.example; Aquaculture; 41; 6.8; 1996; Cancale, France; João Baptista
  @ Hervé Tanguy; Owner
  @ Clémence Bréhat; Biologist
  $ Oxygen and salinity; 11,300; Prospecting; Oxygen Probe
  $ Probe replacement; 2,460; Renewed; Oxygen Probe
Cabo Branco Shipping; cabobranco.example; Transport; 690; 142; 1972; Porto, Portugal; Inês Carvalho
  @ Rui Tavares; Fleet Director
  @ Leonor Pinto; Head of Procurement
  @ Vasco Meireles; Chief Engineer
  $ Docking radar, Leixões; 43,000; Won; Berth Radar Duo
  $ Island terminals; 86,000; Prospecting; Berth Radar Duo
  $ Service contract; 5,700; Due; Calibration Visit
Cabo Branco Cruises; cabobranco-cruises.example; Leisure; 210; 39; 2006; Funchal, Portugal; Inês Carvalho; Cabo Branco Shipping
  @ Teresa Gouveia; Operations Manager
  $ Harbour Desk; 4,900; Engaging; Harbour Desk
Ría Alta Conservas; ria-alta.example; Food; 150; 28; 1949; Vigo, Spain; Inês Carvalho
  @ Xoán Lamas; Plant Manager
  @ Uxía Freire; Quality Manager
  $ Probes in the intake; 3,020; Won; Oxygen Probe
  $ Second plant; 3,020; Lost; Oxygen Probe
Puerto Calizas; calizas.example; Public sector; 240; ; 1936; Santander, Spain; Inês Carvalho
  @ Íñigo Zabala; Director
  $ Tender: bulk quay; 51,200; Prospecting; Berth Radar
Fjallvatn Salmon; fjallvatn.example; Aquaculture; 310; 95; 1998; Akureyri, Iceland; Hamish Orr
  @ Þóra Einarsdóttir; Operations Director
  @ Birkir Jónsson; Biologist
  @ Ásta Magnúsdóttir; Buyer
  $ Oxygen probes, 60 cages; 49,200; Won; Oxygen Probe
  $ Ice gauges; 13,950; Engaging; Tidewatch 300 Ice
  $ Yearly service; 5,700; Offered; Calibration Visit
Fjallvatn Hatchery; fjallvatn-hatchery.example; Aquaculture; 37; 5.2; 2014; Húsavík, Iceland; Hamish Orr; Fjallvatn Salmon
  @ Gunnar Ólafsson; Manager
  $ Tank probes; 8,200; Lost; Oxygen Probe
Inverlussa Boatyard; inverlussa.example; Shipbuilding; 29; 4; 1977; Oban, United Kingdom;
  @ Morag Lamont; Owner
  $ Slipway gauge; GBP 1,450; Won; Tidewatch 100
Gannet Rock Lighthouse Trust; gannet-rock.example; Non-profit; 9; ; 2011; Stornoway, United Kingdom; Hamish Orr
  @ Iain Macaskill; Trustee
  @ ; Caretaker
  $ Donated gauge; ; Prospecting; Tidewatch 100
Tern Coast Weather; ; Media; 14; 1.3; 2018; Dublin, Ireland; Fiona Drummond
  @ Saoirse Keane; Founder
  $ Data feed; 5,880; Engaging; Harbour Desk
`,
};
