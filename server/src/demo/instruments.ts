/** One row of dim_instruments, with what the price and volume models start from. */
export interface Instrument {
  readonly symbol: string
  readonly name: string
  readonly sector: string
  readonly currency: string
  readonly lotSize: number
  /** ISO date. */
  readonly listedDate: string
  /** Price at the end of the data. */
  readonly price: number
  /** Standard deviation of a minute's return. */
  readonly volatility: number
}

export const INSTRUMENT_COUNT = 500

type Known = readonly [symbol: string, name: string, sector: string, price: number, listed: string]

/** Real companies at the order of magnitude of their prices, most traded first. */
const KNOWN: readonly Known[] = [
  ['AAPL', 'Apple Inc.', 'Technology', 268.4, '1980-12-12'],
  ['NVDA', 'NVIDIA Corporation', 'Technology', 186.2, '1999-01-22'],
  ['TSLA', 'Tesla, Inc.', 'Consumer Discretionary', 412.6, '2010-06-29'],
  ['MSFT', 'Microsoft Corporation', 'Technology', 512.9, '1986-03-13'],
  ['AMZN', 'Amazon.com, Inc.', 'Consumer Discretionary', 231.7, '1997-05-15'],
  ['META', 'Meta Platforms, Inc.', 'Communication Services', 648.3, '2012-05-18'],
  ['GOOGL', 'Alphabet Inc. Class A', 'Communication Services', 283.5, '2004-08-19'],
  ['AMD', 'Advanced Micro Devices, Inc.', 'Technology', 224.8, '1972-09-27'],
  ['PLTR', 'Palantir Technologies Inc.', 'Technology', 172.4, '2020-09-30'],
  ['INTC', 'Intel Corporation', 'Technology', 36.2, '1971-10-13'],
  ['JPM', 'JPMorgan Chase & Co.', 'Financials', 306.1, '1969-03-05'],
  ['BAC', 'Bank of America Corporation', 'Financials', 52.6, '1972-01-03'],
  ['XOM', 'Exxon Mobil Corporation', 'Energy', 117.3, '1920-03-25'],
  ['AVGO', 'Broadcom Inc.', 'Technology', 348.9, '2009-08-06'],
  ['NFLX', 'Netflix, Inc.', 'Communication Services', 1108.5, '2002-05-23'],
  ['BRK.B', 'Berkshire Hathaway Inc. Class B', 'Financials', 503.7, '1996-05-09'],
  ['WMT', 'Walmart Inc.', 'Consumer Staples', 102.4, '1972-08-25'],
  ['LLY', 'Eli Lilly and Company', 'Health Care', 1024.6, '1952-07-09'],
  ['V', 'Visa Inc.', 'Financials', 335.2, '2008-03-19'],
  ['UNH', 'UnitedHealth Group Incorporated', 'Health Care', 322.8, '1984-10-17'],
  ['MA', 'Mastercard Incorporated', 'Financials', 548.1, '2006-05-25'],
  ['ORCL', 'Oracle Corporation', 'Technology', 218.3, '1986-03-12'],
  ['COST', 'Costco Wholesale Corporation', 'Consumer Staples', 915.4, '1985-12-05'],
  ['HD', 'The Home Depot, Inc.', 'Consumer Discretionary', 362.7, '1981-09-22'],
  ['PG', 'The Procter & Gamble Company', 'Consumer Staples', 147.9, '1950-03-22'],
  ['JNJ', 'Johnson & Johnson', 'Health Care', 199.6, '1944-09-25'],
  ['ABBV', 'AbbVie Inc.', 'Health Care', 231.5, '2013-01-02'],
  ['CVX', 'Chevron Corporation', 'Energy', 153.2, '1921-06-24'],
  ['KO', 'The Coca-Cola Company', 'Consumer Staples', 71.3, '1919-09-05'],
  ['PEP', 'PepsiCo, Inc.', 'Consumer Staples', 146.8, '1919-12-22'],
  ['CRM', 'Salesforce, Inc.', 'Technology', 238.6, '2004-06-23'],
  ['ADBE', 'Adobe Inc.', 'Technology', 329.4, '1986-08-13'],
  ['MRK', 'Merck & Co., Inc.', 'Health Care', 94.7, '1946-05-15'],
  ['CSCO', 'Cisco Systems, Inc.', 'Technology', 76.5, '1990-02-16'],
  ['WFC', 'Wells Fargo & Company', 'Financials', 84.9, '1962-07-02'],
  ['GS', 'The Goldman Sachs Group, Inc.', 'Financials', 781.2, '1999-05-04'],
  ['MS', 'Morgan Stanley', 'Financials', 163.8, '1993-02-23'],
  ['DIS', 'The Walt Disney Company', 'Communication Services', 106.4, '1957-11-12'],
  ['NKE', 'NIKE, Inc.', 'Consumer Discretionary', 63.8, '1980-12-02'],
  ['MCD', "McDonald's Corporation", 'Consumer Discretionary', 307.5, '1965-04-21'],
  ['CAT', 'Caterpillar Inc.', 'Industrials', 556.3, '1929-12-02'],
  ['BA', 'The Boeing Company', 'Industrials', 186.9, '1962-01-02'],
  ['GE', 'GE Aerospace', 'Industrials', 301.4, '1892-06-23'],
  ['HON', 'Honeywell International Inc.', 'Industrials', 197.2, '1985-09-19'],
  ['UPS', 'United Parcel Service, Inc.', 'Industrials', 94.1, '1999-11-10'],
  ['LMT', 'Lockheed Martin Corporation', 'Industrials', 462.8, '1995-03-16'],
  ['T', 'AT&T Inc.', 'Communication Services', 25.6, '1983-11-21'],
  ['VZ', 'Verizon Communications Inc.', 'Communication Services', 41.2, '1983-11-21'],
  ['PFE', 'Pfizer Inc.', 'Health Care', 25.1, '1944-01-17'],
  ['TMO', 'Thermo Fisher Scientific Inc.', 'Health Care', 583.6, '1980-03-27'],
  ['COP', 'ConocoPhillips', 'Energy', 88.7, '1981-12-31'],
  ['SLB', 'SLB N.V.', 'Energy', 36.4, '1962-02-02'],
  ['NEE', 'NextEra Energy, Inc.', 'Utilities', 84.2, '1950-08-22'],
  ['DUK', 'Duke Energy Corporation', 'Utilities', 123.5, '1961-07-27'],
  ['SO', 'The Southern Company', 'Utilities', 91.3, '1949-09-30'],
  ['LIN', 'Linde plc', 'Materials', 424.9, '1992-06-17'],
  ['FCX', 'Freeport-McMoRan Inc.', 'Materials', 40.8, '1995-07-10'],
  ['NEM', 'Newmont Corporation', 'Materials', 89.6, '1940-04-17'],
  ['PLD', 'Prologis, Inc.', 'Real Estate', 124.7, '1997-11-21'],
  ['AMT', 'American Tower Corporation', 'Real Estate', 181.3, '1998-02-27'],
]

const SECTORS: readonly (readonly [sector: string, business: string, volatility: number])[] = [
  ['Technology', 'Systems', 1.3],
  ['Health Care', 'Therapeutics', 1.2],
  ['Financials', 'Bancorp', 0.9],
  ['Industrials', 'Industries', 0.9],
  ['Consumer Discretionary', 'Brands', 1.1],
  ['Consumer Staples', 'Foods', 0.6],
  ['Energy', 'Energy', 1.1],
  ['Utilities', 'Power', 0.5],
  ['Materials', 'Materials', 1],
  ['Real Estate', 'Properties', 0.8],
  ['Communication Services', 'Media', 1],
]

const PLACES =
  'Alder Birch Cedar Delta Ember Falcon Granite Harbor Indigo Juniper Keystone Laurel Meridian Northgate Orchard Pioneer Quarry Ridgeway Summit Timber Union Vantage Westlake Yarrow Zenith Ashford Beacon Copper Dunmore Elmwood Foxglove Garnet Hawthorn Ivory Jasper Kestrel Larkspur Maple Nimbus Oakhurst'.split(
    ' ',
  )

/** All instruments, most traded first. The same at every call. */
export function instruments(): readonly Instrument[] {
  const taken = new Set(KNOWN.map(([symbol]) => symbol))
  const known = KNOWN.map(([symbol, name, sector, price, listedDate], index) =>
    complete({ symbol, name, sector, currency: 'USD', listedDate, price }, index),
  )
  const invented = Array.from({ length: INSTRUMENT_COUNT - KNOWN.length }, (_, index) => invent(index, taken))
  return [...known, ...invented]
}

type Draft = Omit<Instrument, 'lotSize' | 'volatility'>

function invent(index: number, taken: Set<string>): Instrument {
  const [sector, business] = SECTORS[index % SECTORS.length] ?? ['Industrials', 'Industries']
  // 40 places and 11 businesses: their pairs repeat only after 440 companies.
  const place = PLACES[index % PLACES.length] ?? 'Union'
  const symbol = freeSymbol(`${place.slice(0, 3)}${business.slice(0, 1)}`.toUpperCase(), taken)
  const chance = scatter(index, 1)
  const currency = scatter(index, 2) < 0.84 ? 'USD' : scatter(index, 3) < 0.6 ? 'EUR' : 'GBP'
  const price = Math.round(100 * 9 * 40 ** chance) / 100
  const listedDate = new Date(Date.UTC(1985, 0, 4) + Math.floor(scatter(index, 4) * 13_800) * 86_400_000)
  const draft = { symbol, name: `${place} ${business}`, sector, currency, price, listedDate: isoDate(listedDate) }
  return complete(draft, KNOWN.length + index)
}

function complete(draft: Draft, index: number): Instrument {
  const sectorVolatility = SECTORS.find(([sector]) => sector === draft.sector)?.[2] ?? 1
  return {
    ...draft,
    // The exchanges' own round lots.
    lotSize: draft.price > 1000 ? 10 : draft.price > 250 ? 40 : 100,
    volatility: 0.0007 * sectorVolatility * (0.8 + 0.5 * scatter(index, 5)),
  }
}

function freeSymbol(wanted: string, taken: Set<string>): string {
  let symbol = wanted
  for (let letter = 0; taken.has(symbol); letter += 1) symbol = wanted.slice(0, 3) + String.fromCharCode(65 + letter)
  taken.add(symbol)
  return symbol
}

/** A number from 0 to 1 that looks random and is the same on every machine. */
function scatter(index: number, salt: number): number {
  let bits = Math.imul(index * 8 + salt, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
}

const isoDate = (date: Date) => date.toISOString().slice(0, 10)
