/**
 * The longshore.yaml of who has none, and has set the variables of the bulk import server that Longshore replaces: its four
 * imports, and the two deletions that its `deleteAll` was.
 */
const text = `
connections:
  shop:
    type: commercetools
    apiUrl: "\${CT_API_URL}"
    authUrl: "\${CT_AUTH_URL}"
    projectKey: "\${CT_PROJECT_ID}"
    scope: "\${CT_SCOPE}"
    client: "\${CT_API_CLIENT}"
  klaviyo: { type: klaviyo, apiKey: "\${KLAVIYO_AUTH_KEY}" }
imports:
  customers: { type: commerce-customers, source: shop, destination: klaviyo }
  orders:
    type: commerce-orders
    source: shop
    destination: klaviyo
    preferredLocale: "\${PREFERRED_LOCALE:}"
    productUrlTemplate: "\${PRODUCT_URL_TEMPLATE:}"
  categories: { type: commerce-categories, source: shop, destination: klaviyo, preferredLocale: "\${PREFERRED_LOCALE:}" }
  products:
    type: commerce-products
    source: shop
    destination: klaviyo
    preferredLocale: "\${PREFERRED_LOCALE:}"
    preferredCurrency: "\${PREFERRED_CURRENCY:}"
    productUrlTemplate: "\${PRODUCT_URL_TEMPLATE:}"
  delete-categories: { type: catalog-deletion, destination: klaviyo, dependsOn: [{ import: categories, required: false }] }
  delete-products: { type: catalog-deletion, destination: klaviyo, dependsOn: [{ import: products, required: false }] }
gateway: { sync: { deleteCategories: delete-categories, deleteProducts: delete-products } }
`;

const ofShop = ['CT_API_URL', 'CT_AUTH_URL', 'CT_PROJECT_ID', 'CT_API_CLIENT'];

/** A configuration that no file holds: its text as in longshore.yaml, and the variables that go into it. */
export interface EnvironmentConfig {
  readonly text: string;
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * What the environment alone configures; undefined where it names no shop. The same for every process that has the same
 * variables, so that what one starts another works on.
 */
export function environmentConfig(variables: ReadonlyMap<string, string>): EnvironmentConfig | undefined {
  if (!ofShop.some((name) => variables.get(name))) return undefined;
  return { text: withBaseUrl(variables), variables: withOtherNames(variables) };
}

/** The replaced server has read CT_SCOPES, and its guide has told to set CT_SCOPE. */
function withOtherNames(variables: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const scopes = variables.get('CT_SCOPES');
  if (variables.get('CT_SCOPE') || scopes === undefined) return variables;
  return new Map([...variables, ['CT_SCOPE', scopes]]);
}

/** An address may not be empty, so the key is there only where it has a value. */
function withBaseUrl(variables: ReadonlyMap<string, string>): string {
  if (!variables.get('KLAVIYO_BASE_URL')) return text;
  return text.replace('"${KLAVIYO_AUTH_KEY}"', '"${KLAVIYO_AUTH_KEY}", baseUrl: "${KLAVIYO_BASE_URL}"');
}
