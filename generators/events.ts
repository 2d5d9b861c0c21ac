/** What web and mobile applications record: devices, sessions, and a wide stream of events in time order. */
import {
  boolean,
  defineTable,
  json,
  lognormal,
  nullable,
  oneOf,
  optional,
  pool,
  references,
  sequence,
  template,
  text,
  timestamps,
  uniform,
  uuid,
  zipf,
} from 'pgrehearse';

export const devices = defineTable('public.devices', {
  id: uuid(),
  platform: oneOf({ android: 48, ios: 33, web: 19 }),
  model: pool(400, (faker) => `${faker.company.name()} ${faker.number.int(90)}`, { skew: zipf(1) }),
  push_token: nullable(0.4, text({ length: 64, of: 'random' })),
  created_at: timestamps({ from: '-900 d', correlation: 1, growth: 5 }),
});

export const sessions = defineTable('public.sessions', {
  id: sequence(),
  device_id: references(devices, 'id', { skew: zipf(0.7), childless: 0.1 }),
  started_at: timestamps({ from: '-400 d', correlation: 1, growth: 2, rhythm: 'consumer' }),
  seconds: lognormal(95, 1.2, { min: 1, max: 86_400 }),
  ip: pool(30_000, (faker) => faker.internet.ipv4()),
});

export const events = defineTable('public.events', {
  id: sequence(),
  session_id: references(sessions, 'id', { skew: zipf(0.5), correlation: 0.98 }),
  name: oneOf({ view: 70, click: 22, error: 5, purchase: 3 }),
  // Clients deliver late, so that time and place in the table agree only roughly.
  occurred_at: timestamps({ from: '-400 d', correlation: 0.99, growth: 2, rhythm: 'consumer' }),
  value: nullable(0.97, uniform(1, 500, { decimals: 2 })),
  payload: json({
    screen: pool(60, (faker) => faker.word.noun()),
    ms: lognormal(120, 1),
    cached: boolean(0.3),
    // Only errors and the newest clients send it.
    trace: optional(0.9, template('{code:10}')),
  }),
});
