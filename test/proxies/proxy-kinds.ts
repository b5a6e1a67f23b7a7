import { existsSync } from "node:fs";

/** Where one run of a proxy is, in place of what its configuration shows. */
export interface Site {
  readonly folder: string;
  readonly app: number;
  readonly plain: number;
  readonly secure: number;
  /** Listened on as well; a reload brings another, by which it shows. */
  readonly generation: number;
  readonly idleSeconds: number;
  /** How long a reload leaves connections with the old process; without one, for as long as they last. */
  readonly lingerSeconds?: number;
}

export interface ProxyKind {
  readonly program: string | undefined;
  /** What docs/proxies.md shows. */
  readonly shown: string;
  /** What is shown, and what stands there in a test. */
  readonly replacements: (site: Site) => Readonly<Record<string, string>>;
  /** The file that includes the one shown, where that is only a part. */
  readonly frame?: (site: Site) => string;
  /** What is shown, and what stands there where the app is not told the host that was asked for. */
  readonly withoutHost: Readonly<Record<string, string>>;
  /** Likewise where it lets no upgrade through. */
  readonly withoutUpgrades: Readonly<Record<string, string>>;
  /** Likewise where it compresses whatever it can. */
  readonly compressing: Readonly<Record<string, string>>;
  /** Likewise where it gives an answer on only when that has ended. */
  readonly holdingBack: Readonly<Record<string, string>>;
  readonly args: (folder: string, file: string) => readonly string[];
  readonly reload: NodeJS.Signals;
}

function find(name: string): string | undefined {
  return ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"]
    .map((folder) => `${folder}/${name}`)
    .find(existsSync);
}

const loopback = (port: number): string => `127.0.0.1:${port}`;

const gzip = "gzip on; gzip_proxied any; gzip_types *; gzip_min_length 0;";

const nginx: ProxyKind = {
  program: find("nginx"),
  shown: "nginx.conf",
  replacements: ({ folder, app, plain, secure, generation, idleSeconds }) => ({
    "listen 80;": `listen ${loopback(plain)}; listen ${loopback(generation)};`,
    "listen 443 ssl;": `listen ${loopback(secure)} ssl;`,
    "/etc/ssl/": `${folder}/`,
    "proxy_read_timeout 180s;": `proxy_read_timeout ${idleSeconds}s;`,
    "http://127.0.0.1:8888": `http://${loopback(app)}`,
  }),
  // Root may be the only user there is, as without a network (CONTRIBUTING.md).
  frame: ({ lingerSeconds }) => `daemon off; pid nginx.pid; error_log stderr;
${process.getuid?.() === 0 ? "user root;" : ""}
${lingerSeconds === undefined ? "" : `worker_shutdown_timeout ${lingerSeconds}s;`}
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  include nginx.conf;
}
`,
  withoutHost: { "proxy_set_header Host             $http_host;": "" },
  withoutUpgrades: { "proxy_set_header Upgrade          $http_upgrade;": "" },
  compressing: { "proxy_http_version 1.1;": `proxy_http_version 1.1; ${gzip}` },
  // It compresses what it is not told to flush.
  holdingBack: { "proxy_http_version 1.1;": `proxy_http_version 1.1; ${gzip} proxy_ignore_headers X-Accel-Buffering;` },
  args: (folder, file) => ["-p", folder, "-e", "stderr", "-c", file],
  reload: "SIGHUP",
};

const modules = ["mpm_event", "authz_core", "reqtimeout", "proxy", "proxy_http", "socache_shmcb", "ssl"];

const load = (name: string): string => `LoadModule ${name}_module modules/mod_${name}.so`;

const apache: ProxyKind = {
  program: find("apache2"),
  shown: "apache.conf",
  replacements: ({ folder, app, plain, secure, generation, idleSeconds }) => ({
    "*:80>": `*:${plain} *:${generation}>`,
    "*:443>": `*:${secure}>`,
    "/etc/ssl/": `${folder}/`,
    "ProxyTimeout 180": `ProxyTimeout ${idleSeconds}`,
    "http://127.0.0.1:8888": `http://${loopback(app)}`,
  }),
  frame: ({ folder, plain, secure, generation, idleSeconds }) => `ServerRoot /usr/lib/apache2
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache.pid
Mutex file:${folder} default
ServerName shop.example
Timeout ${idleSeconds}
ErrorLog ${folder}/error.log
User www-data
Group www-data
${modules.map(load).join("\n")}
${[plain, secure, generation].map((port) => `Listen ${loopback(port)}`).join("\n")}
# Debian's own, with less patience.
RequestReadTimeout header=20-40,minrate=500 body=1,minrate=500
Include ${folder}/apache.conf
`,
  withoutHost: { "ProxyPreserveHost On": "ProxyPreserveHost Off" },
  withoutUpgrades: { "ProxySet upgrade=websocket": "" },
  compressing: {
    "ProxyPass / ": `${load("filter")}\n${load("deflate")}\nSetOutputFilter DEFLATE\nProxyPass / `,
  },
  // A program that answers pass through, as one that looks for viruses. This one writes a page at a time.
  holdingBack: {
    "ProxyPass / ": `${load("ext_filter")}
ExtFilterDefine program mode=output cmd="/usr/bin/grep ."
<Location />
  SetOutputFilter program
</Location>
ProxyPass / `,
  },
  args: (_, file) => ["-DFOREGROUND", "-f", file],
  reload: "SIGUSR1",
};

const haproxy: ProxyKind = {
  program: find("haproxy"),
  shown: "haproxy.cfg",
  replacements: ({ folder, app, plain, secure, generation, idleSeconds, lingerSeconds = 600 }) => ({
    "bind :80": `bind ${loopback(plain)}\n  bind ${loopback(generation)}`,
    "bind :443": `bind ${loopback(secure)}`,
    "/etc/ssl/": `${folder}/`,
    "timeout client  30s": `timeout client ${Math.min(30, idleSeconds)}s`,
    "timeout server  30s": `timeout server ${Math.min(30, idleSeconds)}s`,
    "timeout tunnel  180s": `timeout tunnel ${idleSeconds}s`,
    "hard-stop-after 10m": `hard-stop-after ${lingerSeconds}s`,
    "127.0.0.1:8888": loopback(app),
  }),
  withoutHost: { "default_backend app": "http-request set-header Host app.internal\n  default_backend app" },
  withoutUpgrades: { "default_backend app": "http-request del-header Upgrade\n  default_backend app" },
  compressing: {
    "default_backend app": "compression algo gzip\n  compression type application/x-ndjson\n  default_backend app",
  },
  holdingBack: { "default_backend app": "http-response wait-for-body time 60s\n  default_backend app" },
  args: (_, file) => ["-W", "-f", file],
  reload: "SIGUSR2",
};

/** The proxies of docs/proxies.md. */
export const proxyKinds = { nginx, Apache: apache, HAProxy: haproxy } as const satisfies Readonly<
  Record<string, ProxyKind>
>;

export type ProxyName = keyof typeof proxyKinds;
