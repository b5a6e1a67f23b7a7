import "@ws-chat/widget/define";
import { Component, CUSTOM_ELEMENTS_SCHEMA, type ElementRef, signal, viewChild } from "@angular/core";
import type { WsChat, WsChatMessageEvent } from "@ws-chat/widget";

@Component({
  selector: "app-shop",
  // Angular checks neither properties nor listeners of elements that are not its own.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <button (click)="ask()">Ask what is fresh</button>
    <p>Newest: {{ newest() }}</p>
    <ws-chat #chat url="/websocket" [room]="room()" [strings]="strings" (ws-chat-message)="onMessage($event)"></ws-chat>
  `,
})
export class Shop {
  readonly room = signal("bread");
  readonly newest = signal("nothing yet");
  readonly strings: WsChat["strings"] = { placeholder: "Ask about bread" };
  readonly chat = viewChild.required<ElementRef<WsChat>>("chat");

  async ask(): Promise<void> {
    await this.chat().nativeElement.send("What is fresh today?");
  }

  onMessage({ message }: WsChatMessageEvent): void {
    this.newest.set(message.text);
  }
}
