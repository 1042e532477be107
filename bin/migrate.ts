import { migrate } from '#db/postgres/migrate.ts';
import { storeSettings } from '#db/settings.ts';

const url = storeSettings.DATABASE_URL.parse(process.env['DATABASE_URL']);
await migrate(url);
console.log('The database is up to date.');
