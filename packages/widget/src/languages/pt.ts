import type { Strings } from "../strings.ts";
import { createGrammar, quote } from "../grammar.ts";

const { count, list, seconds } = createGrammar("pt");

/** Portuguese, as it is written in Brazil. */
export const strings: Strings = {
  chat: "Chat",
  messages: "Mensagens",
  placeholder: "Mensagem",
  greeting: "Escreva uma mensagem para iniciar a conversa.",
  you: "Você",
  someone: "Resposta",
  send: "Enviar",
  queued: "Em espera",
  sending: "Enviando",
  sent: "Enviada",
  notSent: "Não enviada",
  retry: "Tentar de novo",
  discard: "Descartar",
  newMessages: (n) => count(n, { one: "# nova mensagem", other: "# novas mensagens" }),
  typing: (names) => `${list(names)} ${names.length === 1 ? "está" : "estão"} escrevendo…`,
  noReply: "Não houve resposta.",
  interrupted: "Interrompida",
  cut: "Abreviada",
  gap: "Algumas mensagens já não estão disponíveis",
  loading: "Carregando mensagens anteriores",
  offline: "Sem conexão.",
  waiting: (n) =>
    count(n, {
      one: "# mensagem será enviada quando a conexão voltar.",
      other: "# mensagens serão enviadas quando a conexão voltar.",
    }),
  notKept: "Até lá, mantenha esta página aberta.",
  nextTry: (n) => `Próxima tentativa em ${seconds(n)}`,
  trying: "Conectando…",
  tryNow: "Tentar agora",
  online: "Online de novo.",
  stopped: (reason) => `Desconectado: ${quote(reason)}.`,
  tooLong: (n) => count(n, { one: "# caractere a mais.", other: "# caracteres a mais." }),
  openChat: "Abrir o chat",
  closeChat: "Fechar o chat",
  unread: (n) => count(n, { one: "# mensagem não lida", other: "# mensagens não lidas" }),
  stop: "Parar",
  copy: "Copiar",
  copied: "Copiado",
  copyMessage: "Copiar mensagem",
  operator: "Atendente",
  bot: "Bot",
  code: "Código",
  table: "Tabela",
  here: (names, n) =>
    `${list(n ? [...names, count(n, { one: "# outra pessoa", other: "# outras pessoas" })] : names)} ${names.length + n === 1 ? "está" : "estão"} aqui`,
  read: "Lida",
  readBy: (names, n) =>
    `Lida por ${list(n ? [...names, count(n, { one: "# outra pessoa", other: "# outras pessoas" })] : names)}`,
};
