// A whole life of a sign-in, with a library that is certified for it: discovery, code with PKCE, userinfo, the API, refresh,
// revocation, sign-out. The person is played by fetch and a jar of cookies. Prints one line of JSON; fails loudly.
import assert from 'node:assert/strict'

// Node 18 has it, but not as a global.
globalThis.crypto ??= (await import('node:crypto')).webcrypto
const client = await import('openid-client')

const { ISSUER, CLIENT_ID, CLIENT_SECRET, EMAIL, PASSWORD, REDIRECT_URI } = process.env
const config = await client.discovery(
  new URL(ISSUER), CLIENT_ID, undefined,
  CLIENT_SECRET ? client.ClientSecretBasic(CLIENT_SECRET) : client.None(),
  { execute: [client.allowInsecureRequests] })
const server = config.serverMetadata()
assert.equal(server.issuer, ISSUER)
assert.ok(server.supportsPKCE('S256'))
assert.deepEqual(server.code_challenge_methods_supported, ['S256'])

const verifier = client.randomPKCECodeVerifier()
const state = client.randomState()
const nonce = client.randomNonce()
const start = client.buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI,
  scope: 'openid profile email offline_access servers:read servers:write',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state, nonce, max_age: '3600',
})

// The person: signs in, chooses a project, allows.
const person = browser()
let page = await person.go(start)
assert.match(page.url.pathname, /^\/sign-in/)
page = await person.submit(page, { Email: EMAIL, Password: PASSWORD })
assert.equal(page.url.pathname, '/connect/authorize')
page = await person.submit(page, { Decision: 'allow', ChosenProject: page.html.match(/<option value="(\d+)"/)[1] })

const tokens = await client.authorizationCodeGrant(config, page.url, {
  pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, maxAge: 3600, idTokenExpected: true,
})
const claims = tokens.claims()
assert.equal(claims.aud, CLIENT_ID)
assert.equal(claims.email, EMAIL)
assert.ok(claims.project)

const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
assert.equal(info.email, EMAIL)
assert.equal(info.email_verified, true)

const api = async token => (await client.fetchProtectedResource(config, token, new URL('/v1/servers', ISSUER), 'GET')).json()
assert.deepEqual((await api(tokens.access_token)).servers, [])

const fresh = await client.refreshTokenGrant(config, tokens.refresh_token)
assert.notEqual(fresh.refresh_token, tokens.refresh_token)
assert.equal(fresh.claims().sub, claims.sub)
assert.deepEqual((await api(fresh.access_token)).servers, [])

await client.tokenRevocation(config, fresh.access_token)
await assert.rejects(api(fresh.access_token), error => error.status === 401)

await client.tokenRevocation(config, fresh.refresh_token)
await assert.rejects(client.refreshTokenGrant(config, fresh.refresh_token), error => error.error === 'invalid_grant')

// Signing out: asked, then sent back with the state.
page = await person.go(client.buildEndSessionUrl(config, {
  id_token_hint: tokens.id_token, post_logout_redirect_uri: REDIRECT_URI, state: 'bye',
}))
page = await person.submit(page, { Decision: 'end' })
assert.equal(page.url.searchParams.get('state'), 'bye')
assert.match((await person.go(start)).url.pathname, /^\/sign-in/)

console.log(JSON.stringify({ sub: claims.sub, project: claims.project }))

/** Keeps cookies, follows redirects and pages that send on, and stops where it leaves the portal. */
function browser() {
  const jar = new Map()
  const leaves = url => url.origin !== new URL(ISSUER).origin

  async function request(url, init) {
    if (leaves(url)) return { url, html: '' }
    const answer = await fetch(url, {
      ...init, redirect: 'manual',
      headers: { ...init?.headers, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/)
      value === '' ? jar.delete(name) : jar.set(name, value)
    }
    if (answer.status >= 300 && answer.status < 400) return request(new URL(answer.headers.get('location'), url))
    const html = await answer.text()
    assert.equal(answer.status, 200, `${url.pathname}: ${answer.status} ${html.slice(0, 300)}`)
    const on = html.match(/<meta http-equiv="refresh" content="0;url=([^"]*)"/)
    return on ? request(new URL(decode(on[1]), url)) : { url, html }
  }

  return {
    go: url => request(url),
    submit(page, answers) {
      // The page's own form: the one with the first answer's field, or the last.
      const forms = [...page.html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].map(match => match[0])
      const form = forms.find(text => text.includes(`name="${Object.keys(answers)[0]}"`))
      const fields = new URLSearchParams()
      for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
        fields.append(decode(input.match(/name="([^"]*)"/)[1]), decode(input.match(/value="([^"]*)"/)?.[1] ?? ''))
      }
      for (const [name, value] of Object.entries(answers)) fields.append(name, value)
      const action = form.match(/<form[^>]*action="([^"]*)"/)?.[1]
      return request(action ? new URL(decode(action), page.url) : page.url, { method: 'POST', body: fields })
    },
  }
}

function decode(text) {
  return text.replace(/&#x([0-9A-Fa-f]+);/g, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
