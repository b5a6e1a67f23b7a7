/**
 * Takes out of Lit what no template of ours has: SVG and MathML, properties, elements, comments and raw text as places of values, directives.
 * What is taken is named letter by letter, so that another version of Lit fails the build instead of passing half trimmed.
 */
const cuts = [
  // Pages allow policies by name; two copies of Lit would want the same. Where two script files are on one page, the one that draws makes it.
  [',e=s?s.createPolicy("lit-html",{createHTML:t=>t}):void 0', ""],
  [
    "return void 0!==e?e.createHTML(i):i",
    'return s?(policy??=s.createPolicy("ws-chat",{createHTML:t=>t})).createHTML(i):i',
  ],
  ['2===i?"<svg>":3===i?"<math>":""', '""'],
  ['+(2===i?"</svg>":3===i?"</math>":"")', ""],
  [
    "if(this.el=S.createElement(f,e),P.currentNode=this.el.content,2===i||3===i){const t=this.el.content.firstChild;t.replaceWith(...t.childNodes)}",
    "this.el=S.createElement(f,e),P.currentNode=this.el.content;",
  ],
  ['"."===e[1]?I:', ""],
  ["else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t))", ""],
  [
    "1===r.type?i=new r.ctor(h,r.name,r.strings,this,t):6===r.type&&(i=new Z(h,this,t))",
    "1===r.type&&(i=new r.ctor(h,r.name,r.strings,this,t))",
  ],
  ["else{let t=-1;for(;-1!==(t=r.data.indexOf(o,t+1));)d.push({type:7,index:l}),t+=o.length-1}", ""],
  [
    'if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}',
    "",
  ],
  [
    "function M(t,i,s=t,e){if(i===E)return i;let h=void 0!==e?s._$Co?.[e]:s._$Cl;const o=a(i)?void 0:i._$litDirective$;return h?.constructor!==o&&(h?._$AO?.(!1),void 0===o?h=void 0:(h=new o(t),h._$AT(t,s,e)),void 0!==e?(s._$Co??=[])[e]=h:s._$Cl=h),void 0!==h&&(i=M(t,h._$AS(t,i.values),h,e)),i}",
    "const M=(t,i)=>i;",
  ],
  ["setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}", ""],
  ["for(this._$AP?.(!1,!0,s);", "for(;"],
  [',B=t.litHtmlPolyfillSupport;B?.(S,k),(t.litHtmlVersions??=[]).push("3.3.3")', ""],
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
