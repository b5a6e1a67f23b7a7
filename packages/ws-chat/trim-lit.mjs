/**
 * Takes out of Lit what no template of ours has: SVG and MathML, elements, comments, raw text and parts of attributes as places of values,
 * listeners that are objects, directives, `noChange`, options of `render`, compiled templates. Where minify-templates.mjs finds a value in such a place, the
 * build fails. What is taken is named letter by letter, so that another version of Lit fails it, too, instead of passing half trimmed.
 */
const cuts = [
  // Pages allow policies by name; two copies of Lit would want the same. Where two script files are on one page, the one that draws makes it.
  [',e=s?s.createPolicy("lit-html",{createHTML:t=>t}):void 0', ""],
  [
    "return void 0!==e?e.createHTML(i):i",
    'return s?(policy??=s.createPolicy("ws-chat",{createHTML:t=>t})).createHTML(i):i',
  ],
  // No template of ours has a function for a child; as text it is what any other is.
  ['"object"!=typeof t&&"function"!=typeof t', '"object"!=typeof t'],
  // Said to somebody who attacks.
  ['Error("invalid template strings array")', 'Error("template")'],
  // A value stands for a child, or right behind ` name=`: whoever knows that need not read HTML.
  [
    ',f="[ \\t\\n\\f\\r]",v=/<(?:(!--|\\/[^a-zA-Z])|(\\/?[a-zA-Z][^>\\s]*)|(\\/?$))/g,_=/-->/g,m=/>/g,p=RegExp(`>|${f}(?:([^\\\\s"\'>=/]+)(${f}*=${f}*(?:[^ \\t\\n\\f\\r"\'\\`<>=]|("|\')|))|$)`,"g"),g=/\'/g,$=/"/g,y=/^(?:script|style|textarea|title)$/i',
    "",
  ],
  [
    'const N=(t,i)=>{const s=t.length-1,e=[];let n,l=2===i?"<svg>":3===i?"<math>":"",c=v;for(let i=0;i<s;i++){const s=t[i];let a,u,d=-1,f=0;for(;f<s.length&&(c.lastIndex=f,u=c.exec(s),null!==u);)f=c.lastIndex,c===v?"!--"===u[1]?c=_:void 0!==u[1]?c=m:void 0!==u[2]?(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p):void 0!==u[3]&&(c=p):c===p?">"===u[0]?(c=n??v,d=-1):void 0===u[1]?d=-2:(d=c.lastIndex-u[2].length,a=u[1],c=void 0===u[3]?p:\'"\'===u[3]?$:g):c===$||c===g?c=p:c===_||c===m?c=v:(c=p,n=void 0);const x=c===p&&t[i+1].startsWith("/>")?" ":"";l+=c===v?s+r:d>=0?(e.push(a),s.slice(0,d)+h+s.slice(d)+o+x):s+o+(-2===d?i:x)}return[V(t,l+(t[s]||"<?>")+(2===i?"</svg>":3===i?"</math>":"")),e]};',
    'const N=t=>{const i=[],s=t.map(((s,e)=>{if(e===t.length-1)return s||"<?>";const n=/ (\\S+)=$/.exec(s);return n?(i.push(n[1]),s.slice(0,-1)+h+"="+o+" "):s+r}));return[V(t,s.join("")),i]};',
  ],
  ["constructor({strings:t,_$litType$:i},e){", "constructor({strings:t}){"],
  ["[f,v]=N(t,i);", "[f,v]=N(t);"],
  [
    "if(this.el=S.createElement(f,e),P.currentNode=this.el.content,2===i||3===i){const t=this.el.content.firstChild;t.replaceWith(...t.childNodes)}",
    "this.el=S.createElement(f),P.currentNode=this.el.content;",
  ],
  [
    'const i=v[a++],s=r.getAttribute(t).split(o),e=/([.?@])?(.*)/.exec(i);d.push({type:1,index:l,name:e[2],strings:s,ctor:"."===e[1]?I:"?"===e[1]?L:"@"===e[1]?z:H}),r.removeAttribute(t)',
    'const[,i,s]=/([.?@]?)(.*)/.exec(v[a++]);d.push({index:l,name:s,ctor:"."===i?I:"?"===i?L:"@"===i?z:H}),r.removeAttribute(t)',
  ],
  ["else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t))", ""],
  [
    'if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}',
    "",
  ],
  [
    "if(r.data===n)d.push({type:2,index:l});else{let t=-1;for(;-1!==(t=r.data.indexOf(o,t+1));)d.push({type:7,index:l}),t+=o.length-1}",
    "r.data===n&&d.push({index:l});",
  ],
  [
    "function M(t,i,s=t,e){if(i===E)return i;let h=void 0!==e?s._$Co?.[e]:s._$Cl;const o=a(i)?void 0:i._$litDirective$;return h?.constructor!==o&&(h?._$AO?.(!1),void 0===o?h=void 0:(h=new o(t),h._$AT(t,s,e)),void 0!==e?(s._$Co??=[])[e]=h:s._$Cl=h),void 0!==h&&(i=M(t,h._$AS(t,i.values),h,e)),i}",
    "",
  ],
  // What only directives ask of parts.
  [
    "constructor(t,i){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=i}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){",
    "constructor(t){this._$AV=[],this._$AD=t}u(){",
  ],
  ["(t?.creationScope??l)", "l"],
  [
    "let i;2===r.type?i=new k(h,h.nextSibling,this,t):1===r.type?i=new r.ctor(h,r.name,r.strings,this,t):6===r.type&&(i=new Z(h,this,t)),this._$AV.push(i),",
    "this._$AV.push(r.ctor?new r.ctor(h,r.name):new k(h,h.nextSibling)),",
  ],
  ["void 0!==s&&(void 0!==s.strings?(s._$AI(t,s,i),i+=s.strings.length-2):s._$AI(t[i])),i++", "s._$AI(t[i++])"],
  [
    "get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,i,s,e){this.type=2,this._$AH=A,this._$AN=void 0,this._$AA=t,this._$AB=i,this._$AM=s,this.options=e,this._$Cv=e?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode;const i=this._$AM;return void 0!==i&&11===t?.nodeType&&(t=i.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,i=this){t=M(this,t,i),",
    "constructor(t,i){this._$AH=A,this._$AA=t,this._$AB=i}_$AI(t){",
  ],
  ["t!==this._$AH&&t!==E&&this._(t)", "t!==this._$AH&&this._(t)"],
  [
    'const{values:i,_$litType$:s}=t,e="number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s);',
    "const{values:i}=t,e=this._$AC(t);",
  ],
  ["const t=new R(e,this),s=t.u(this.options);", "const t=new R(e),s=t.u();"],
  ["new k(this.O(c()),this.O(c()),this,this.options)", "new k(this.O(c()),this.O(c()))"],
  [
    "_$AR(t=this._$AA.nextSibling,s){for(this._$AP?.(!1,!0,s);t!==this._$AB;){const s=i(t).nextSibling;i(t).remove(),t=s}}",
    "_$AR(t=this._$AA.nextSibling){for(;t!==this._$AB;){const s=t.nextSibling;t.remove(),t=s}}",
  ],
  ["setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}", ""],
  [
    'get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,i,s,e,h){this.type=1,this._$AH=A,this._$AN=void 0,this.element=t,this.name=i,this._$AM=e,this.options=h,s.length>2||""!==s[0]||""!==s[1]?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=A}_$AI(t,i=this,s,e){const h=this.strings;let o=!1;if(void 0===h)t=M(this,t,i,0),o=!a(t)||t!==this._$AH&&t!==E,o&&(this._$AH=t);else{const e=t;let n,r;for(t=h[0],n=0;n<h.length-1;n++)r=M(this,e[s+n],i,n),r===E&&(r=this._$AH[n]),o||=!a(r)||r!==this._$AH[n],r===A?t=A:t!==A&&(t+=(r??"")+h[n+1]),this._$AH[n]=r}o&&!e&&this.j(t)}',
    "constructor(t,i){this._$AH=A,this.element=t,this.name=i}_$AI(t){t!==this._$AH&&this.j(this._$AH=t)}",
  ],
  [
    "constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===A?void 0:t}",
    "j(t){this.element[this.name]=t}",
  ],
  ["constructor(){super(...arguments),this.type=4}", ""],
  [
    'constructor(t,i,s,e,h){super(t,i,s,e,h),this.type=5}_$AI(t,i=this){if((t=M(this,t,i,0)??A)===E)return;const s=this._$AH,e=t===A&&s!==A||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive,h=t!==A&&(s===A||e);e&&this.element.removeEventListener(this.name,this,s),h&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){"function"==typeof this._$AH?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}',
    "_$AI(t){this._$AH===A&&this.element.addEventListener(this.name,this),this._$AH=t??A}handleEvent(t){this._$AH!==A&&this._$AH(t)}",
  ],
  [
    'const j={M:h,P:o,A:n,C:1,L:N,R,D:d,V:M,I:k,H,N:L,U:z,B:I,F:Z},B=t.litHtmlPolyfillSupport;B?.(S,k),(t.litHtmlVersions??=[]).push("3.3.3");',
    "const j={};",
  ],
  [
    "(t,i,s)=>{const e=s?.renderBefore??i;let h=e._$litPart$;if(void 0===h){const t=s?.renderBefore??null;e._$litPart$=h=new k(i.insertBefore(c(),t),t,void 0,s??{})}return h._$AI(t),h}",
    "(t,i)=>{(i._$litPart$??=new k(i.insertBefore(c(),null),null))._$AI(t)}",
  ],
];

export function trimLit() {
  return {
    name: "trim-lit",
    transform(code, id) {
      if (!id.endsWith("/lit-html/lit-html.js")) return null;
      let out = `let policy;${code}`;
      for (const [wanted, instead] of cuts) {
        if (out.split(wanted).length !== 2)
          this.error(`Lit has changed: ${wanted.slice(0, 60)} is there no more, or more than once`);
        out = out.replace(wanted, () => instead);
      }
      return { code: out, map: null };
    },
  };
}
