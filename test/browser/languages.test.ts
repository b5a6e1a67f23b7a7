import type { Strings } from "@ws-chat/widget";
import { equal, ok } from "./assert.ts";
import { ChatHarness, findAll, nowhere } from "./chat-harness.ts";
import { FakeClient, me, rosa } from "./fake-client.ts";

const codes = ["en", "ar", "de", "es", "fr", "he", "ja", "pt", "zh"];
const packs = new Map<string, Strings>();
for (const code of codes) {
  const { strings } = await import(`../../packages/widget/src/languages/${code}.ts`);
  packs.set(code, strings);
}
/** Counts in which the languages' rules differ. */
const counts = [0, 1, 2, 5, 11, 100];
const people = ["Ann", "Ben", "Cem"];

const packOf = (code: string): Strings => {
  const pack = packs.get(code);
  if (!pack) throw new Error(`no pack ${code}`);
  return pack;
};

/** All that a pack says, each with a value that fits. */
function said(pack: Strings): Record<string, string> {
  const { newMessages, unread, waiting, tooLong, nextTry, typing, stopped, here, readBy, ...others } = pack;
  const { cancelUpload, retryUpload, removeFile, fileTooBig, fileEmpty, fileRefused, tooManyFiles, ...plain } = others;
  return {
    ...plain,
    cancelUpload: cancelUpload("a.pdf"),
    retryUpload: retryUpload("a.pdf"),
    removeFile: removeFile("a.pdf"),
    fileTooBig: fileTooBig("a.pdf", "10 MB"),
    fileEmpty: fileEmpty("a.pdf"),
    fileRefused: fileRefused("a.pdf"),
    tooManyFiles: tooManyFiles(10),
    newMessages: newMessages(5),
    unread: unread(5),
    waiting: waiting(5),
    tooLong: tooLong(5),
    nextTry: nextTry(5),
    typing: typing(people),
    stopped: stopped("Full."),
    here: here(people, 5),
    readBy: readBy(people, 2),
  };
}

describe("the languages of <ws-chat>", () => {
  /** Words that two languages share. */
  const shared: Readonly<Record<string, readonly string[]>> = {
    de: ["bot", "chat", "code", "offline"],
    es: ["bot", "chat"],
    fr: ["bot", "code", "messages", "placeholder"],
    pt: ["bot", "chat"],
  };
  for (const code of codes.slice(1)) {
    it(`${code} has every word, and none that is left in English`, () => {
      const english = said(packOf("en"));
      const words = said(packOf(code));
      equal(Object.keys(words).toSorted(), Object.keys(english).toSorted(), "the words");
      const same = Object.keys(english)
        .filter((name) => words[name] === english[name])
        .toSorted();
      equal(same, shared[code] ?? [], "words as in English");
      for (const [name, word] of Object.entries(words)) {
        ok(word.trim() === word && word && !/undefined|#/.test(word), `${name} is a word: ${word}`);
      }
      for (const name of people) {
        for (const about of ["typing", "here", "readBy"]) ok(words[about]?.includes(name), `${about} names ${name}`);
      }
      ok(/5|٥/.test(words["here"] ?? ""), "how many others are here");
      ok(words["stopped"]?.includes("Full"), "the server's own reason");
    });
  }

  const newMessages: Readonly<Record<string, readonly string[]>> = {
    en: ["0 new messages", "1 new message", "2 new messages", "5 new messages", "11 new messages", "100 new messages"],
    de: [
      "0 neue Nachrichten",
      "1 neue Nachricht",
      "2 neue Nachrichten",
      "5 neue Nachrichten",
      "11 neue Nachrichten",
      "100 neue Nachrichten",
    ],
    es: [
      "0 mensajes nuevos",
      "1 mensaje nuevo",
      "2 mensajes nuevos",
      "5 mensajes nuevos",
      "11 mensajes nuevos",
      "100 mensajes nuevos",
    ],
    fr: [
      "0 nouveau message",
      "1 nouveau message",
      "2 nouveaux messages",
      "5 nouveaux messages",
      "11 nouveaux messages",
      "100 nouveaux messages",
    ],
    pt: [
      "0 nova mensagem",
      "1 nova mensagem",
      "2 novas mensagens",
      "5 novas mensagens",
      "11 novas mensagens",
      "100 novas mensagens",
    ],
    he: [
      "0 הודעות חדשות",
      "הודעה חדשה אחת",
      "שתי הודעות חדשות",
      "5 הודעות חדשות",
      "11 הודעות חדשות",
      "100 הודעות חדשות",
    ],
    ar: [
      "لا رسائل جديدة",
      "رسالة جديدة واحدة",
      "رسالتان جديدتان",
      "5 رسائل جديدة",
      "11 رسالة جديدة",
      "100 رسالة جديدة",
    ],
    ja: counts.map((count) => `新着メッセージ ${count}件`),
    zh: counts.map((count) => `${count} 条新消息`),
  };
  for (const [code, expected] of Object.entries(newMessages)) {
    it(`${code} counts ${counts.join(", ")} as it should be said`, () => {
      equal(
        counts.map((count) => latin(packOf(code).newMessages(count))),
        expected,
      );
      for (const word of ["unread", "waiting", "tooLong"] as const) {
        const say = packOf(code)[word];
        const forms = counts.map((count) => say(count).replaceAll(/\p{Nd}/gu, ""));
        const isOneForm = code === "ja" || code === "zh" || (code === "de" && word === "tooLong");
        equal(new Set(forms).size > 1, !isOneForm, word);
      }
    });
  }

  it("names who writes, times and numbers in each language's way", () => {
    equal(packOf("de").typing(["Ann"]), "Ann schreibt …");
    equal(packOf("de").typing(people), "Ann, Ben und Cem schreiben …");
    equal(packOf("fr").typing(people), "Ann, Ben et Cem sont en train d’écrire…");
    equal(packOf("ja").typing(["Ann", "Ben"]), "Ann、Benが入力中…");
    equal(packOf("ar").typing(["Ann"]), "Ann يكتب الآن…");
    equal(packOf("de").nextTry(5), "Nächster Versuch in 5 Sek.");
    equal(packOf("zh").nextTry(5), "5秒后重试");
    equal(packOf("de").tooLong(1_234), "1.234 Zeichen zu lang.");
  });
});

describe("<ws-chat> on a page in another language", () => {
  let chat: ChatHarness;
  const page = document.documentElement;
  const lang = page.lang;
  const fetched = () =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => /\/languages\/(\w+)\.ts/.exec(name)?.[1])
      .filter((code) => code && code !== "en");
  const sees = async (text: string) => {
    while (!chat.text().includes(text)) await chat.settled();
  };
  afterEach(() => {
    chat.close();
    page.lang = lang;
    localStorage.clear();
  });

  it("speaks it, as the nearest element that says one does, whatever the region", async () => {
    page.lang = "zh-TW";
    chat = await ChatHarness.open();
    equal(chat.field.placeholder, packOf("zh").placeholder);
    chat.element.lang = "pt-BR";
    while (chat.field.placeholder !== "Mensagem") await chat.settled();
    chat.element.removeAttribute("lang");
    page.lang = "fr-CA";
    while (chat.get("group").ariaLabel !== "Messages") await chat.settled();
    ok(chat.get("button", "Envoyer"), "French again from the page");
  });

  it("speaks it through any shadow root around it", async () => {
    const before = fetched().length;
    page.lang = "en-US";
    const client = new FakeClient();
    client.show(client.item("Hello"));
    chat = await ChatHarness.open({}, client);
    const outer = document.createElement("div");
    document.body.append(outer);
    outer.attachShadow({ mode: "open" }).append(chat.element);
    await chat.settled();
    equal(fetched().length, before);
    page.lang = "de";
    while (chat.field.placeholder !== packOf("de").placeholder) await chat.settled();
    const [line] = chat.all("listitem");
    ok(line?.querySelector("[title]")?.getAttribute("title")?.includes("."), "dates, too");
    outer.remove();
  });

  it("changes with it, messages and all, and keeps the draft", async () => {
    const client = new FakeClient();
    client.show(client.item("Hello", { from: me, delivery: { state: "sent" } }));
    client.show(client.item("Hi", { from: rosa, status: "interrupted" }));
    chat = await ChatHarness.open({}, client);
    chat.field.value = "half a";
    page.lang = "de";
    await chat.settled();
    await sees("Abgebrochen");
    ok(chat.text().includes("Ich: Hello"), "one's own");
    equal(chat.field.value, "half a");
    page.lang = "en-GB";
    await sees("You: Hello");
  });

  it("stays English, and fetches nothing, where the page is in English or in a language it does not know", async () => {
    const before = fetched().length;
    page.lang = "en-US";
    chat = await ChatHarness.open();
    equal(chat.field.placeholder, "Message");
    page.lang = "tlh";
    await chat.settled();
    equal(chat.field.placeholder, "Message");
    page.lang = "";
    await chat.settled();
    equal(chat.field.placeholder, "Message");
    equal(fetched().length, before);
  });

  it("puts the page's own words before the language's", async () => {
    page.lang = "fr";
    chat = await ChatHarness.open({ strings: { placeholder: "Une question ?" } });
    equal(chat.field.placeholder, "Une question ?");
    ok(chat.get("button", "Envoyer"), "the rest in French");
  });

  it("names a launcher's buttons in it", async () => {
    page.lang = "he";
    chat = await ChatHarness.open();
    const launcher = Object.assign(document.createElement("ws-chat"), { launcher: true, url: nowhere });
    document.body.append(launcher);
    await launcher.updateComplete;
    await launcher.updateComplete;
    equal(findAll(launcher, "button", packOf("he").openChat).length, 1);
    launcher.remove();
  });
});

/** Digits as an engine of another age may write them in Arabic. */
function latin(text: string): string {
  return text.replaceAll(/[٠-٩]/g, (digit) => String("٠١٢٣٤٥٦٧٨٩".indexOf(digit)));
}
