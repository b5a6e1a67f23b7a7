import type { Strings } from "../strings.ts";
import { createGrammar, quote } from "../grammar.ts";

const { count, list, seconds } = createGrammar("es");

/** Spanish, as it is read in Spain and America. */
export const strings: Strings = {
  chat: "Chat",
  messages: "Mensajes",
  placeholder: "Mensaje",
  greeting: "Escribe un mensaje para iniciar la conversación.",
  you: "Tú",
  someone: "Respuesta",
  send: "Enviar",
  queued: "En espera",
  sending: "Enviando",
  sent: "Enviado",
  notSent: "No enviado",
  retry: "Reintentar",
  discard: "Descartar",
  newMessages: (n) => count(n, { one: "# mensaje nuevo", other: "# mensajes nuevos" }),
  typing: (names) => `${list(names)} ${names.length === 1 ? "está" : "están"} escribiendo…`,
  noReply: "No hubo respuesta.",
  interrupted: "Interrumpido",
  cut: "Recortado",
  gap: "Algunos mensajes ya no están disponibles",
  loading: "Cargando mensajes anteriores",
  offline: "Sin conexión.",
  waiting: (n) =>
    count(n, {
      one: "Se enviará # mensaje cuando vuelva la conexión.",
      other: "Se enviarán # mensajes cuando vuelva la conexión.",
    }),
  notKept: "Mantén esta página abierta hasta entonces.",
  nextTry: (n) => `Próximo intento en ${seconds(n)}`,
  trying: "Conectando…",
  tryNow: "Intentar ahora",
  online: "De nuevo en línea.",
  stopped: (reason) => `Desconectado: ${quote(reason)}.`,
  tooLong: (n) => count(n, { one: "Sobra # carácter.", other: "Sobran # caracteres." }),
  openChat: "Abrir el chat",
  closeChat: "Cerrar el chat",
  unread: (n) => count(n, { one: "# mensaje sin leer", other: "# mensajes sin leer" }),
  stop: "Detener",
  copy: "Copiar",
  copied: "Copiado",
  copyMessage: "Copiar mensaje",
  operator: "Agente",
  bot: "Bot",
  code: "Código",
  table: "Tabla",
  here: (names, n) =>
    `${list(n ? [...names, count(n, { one: "# persona más", other: "# personas más" })] : names)} ${names.length + n === 1 ? "está" : "están"} aquí`,
  read: "Leído",
  readBy: (names, n) =>
    `Leído por ${list(n ? [...names, count(n, { one: "# persona más", other: "# personas más" })] : names)}`,
};
