// Cloth in two passes, lengths in cm. `reliefShader` writes the height of the cloth (mode 0) and which part it is (mode 1): body 1,
// sleeve 2, collar 3, inside of the back 4, panel on top 5, button 6. `lightShader` walks the relief towards a moving lamp.
export const reliefShader = /* glsl */ `
precision highp float; precision highp int; uniform vec2 res; uniform vec2 bodyP[12]; uniform int bodyN; uniform vec2 sleeveP[8]; uniform int sleeveN; uniform vec2 overP[10]; uniform int overN; uniform vec4 lines[8]; uniform int linesN; uniform vec3 buttons[9]; uniform int buttonsN; uniform vec3 placket; uniform float overFold; uniform float fringe, hemY; uniform vec4 ribbed; uniform vec4 neck; uniform vec4 ribs; uniform float scale, foldAmt, seed, wale; uniform int weave; out vec4 outColor;
float h1(vec2 p){ p=fract(p*vec2(123.34,456.21)); p+=dot(p,p+45.32); return fract(p.x*p.y); }
float ns(vec2 p){ vec2 i=floor(p),f=fract(p); f=f*f*f*(f*(f*6.-15.)+10.); return mix(mix(h1(i),h1(i+vec2(1,0)),f.x),mix(h1(i+vec2(0,1)),h1(i+vec2(1,1)),f.x),f.y); }
float fbm(vec2 p){ return ns(p)*.55+ns(p*2.03+7.1)*.28+ns(p*4.1+3.7)*.17; }
vec2 corner(int k, int i){ return k==0?bodyP[i]:(k==1?sleeveP[i]:overP[i]); }
float poly(vec2 p, int k){ int n=k==0?bodyN:(k==1?sleeveN:overN); float d=1e9,g=1.; for(int i=0;i<12;i++){ if(i>=n) break; int j=i==0?n-1:i-1; vec2 a=corner(k,i), b=corner(k,j); vec2 e=b-a,w=p-a; vec2 q=w-e*clamp(dot(w,e)/dot(e,e),0.,1.); d=min(d,dot(q,q)); bvec3 c=bvec3(p.y>=a.y,p.y<b.y,e.x*w.y>e.y*w.x); if(all(c)||all(not(c))) g=-g; } return g*sqrt(d); }
float sd(vec2 p, vec2 c, vec2 r){ vec2 q=(p-c)/r; float k=length(q); return (k-1.)*min(r.x,r.y)*mix(1.,1.2,.5); }
struct P { float d; int part; vec2 q; float rib; float seam; }; // part 0 none 1 body 2 sleeve 3 collar 4 inside back
P panels(vec2 p){ vec2 m=vec2(abs(p.x),p.y); float wob=(ns(p*.13+seed)-.5)*1.1; float b=poly(m,0)-1.+wob*.5, sl=poly(m,1)-.9+wob*.6; float front=sd(m,vec2(0,neck.x),vec2(neck.z,neck.w)), back=sd(m,vec2(0,neck.x+3.2),vec2(neck.z+2.,neck.y));
  vec2 ax=normalize(sleeveP[3]-sleeveP[0]); vec2 sp=m-sleeveP[0]; vec2 q=vec2(dot(sp,vec2(-ax.y,ax.x)),dot(sp,ax)); P r; r.rib=0.; r.seam=1e3; r.q=p;
  float collarW=ribs.z; float collar=max(front-collarW,-front); bool inNeck=front<0.;
  if(inNeck){ if(back>0.&&m.y>neck.x-2.&&b<1.5||back>0.&&b<0.){ r.part=4; r.d=max(front,-back); r.rib=back<ribs.z*.9?ribbed.z:0.; r.q=vec2(m.x*sign(p.x),back); r.seam=abs(back-ribs.z*.9); return r; } r.part=0; r.d=min(-front,1e3); r.d=max(min(min(b,sl),1e3),-front); if(r.d<0.) r.d=.01; return r; }
  if(collar<0.&&b<.35&&back>-.25){ r.part=3; r.d=collar; r.rib=ribbed.z; float a=atan(m.x,-(p.y-neck.x)); r.q=vec2(a*sign(p.x)*neck.z*1.05,front); r.seam=abs(front-collarW); return r; }
  float d=min(b,sl); if(d>0.){ r.part=0; r.d=d; return r; }
  if(b<0.){ r.part=1; r.d=d;  if(ribs.x>.1&&p.y<hemY+ribs.x) r.rib=ribbed.x; r.seam=min(abs(p.y-hemY-ribs.x),1e3); r.seam=min(r.seam,max(abs(sl),0.)+.0); r.seam=min(r.seam,abs(front-collarW)); if(ribs.x<.1) r.seam=min(min(abs(sl),abs(front-collarW)),abs(p.y-hemY-2.2)*1.0); return r; }
  r.part=2; r.d=d; r.q=vec2(q.x*sign(p.x),-q.y); float L=dot(sleeveP[3]-sleeveP[0],ax); float cd=L-q.y; if(ribs.y>.1&&cd<ribs.y) r.rib=ribbed.y; r.seam=min(abs(b),ribs.y>.1?abs(cd-ribs.y):abs(cd-2.)); return r; }
float toLine(vec2 p, vec4 l){ vec2 e=l.zw-l.xy, w=p-l.xy; return length(w-e*clamp(dot(w,e)/dot(e,e),0.,1.)); }
float strands(float x){ return abs(fract(x/1.15)-.5)*1.15-.36; }
P piece(vec2 p){ P r=panels(p); vec2 m=vec2(abs(p.x),p.y);
  if(r.part==1||r.part==2) for(int i=0;i<8;i++){ if(i>=linesN) break; r.seam=min(r.seam,toLine(m,lines[i])); }
  if(r.part==1&&placket.x>0.&&p.y<placket.y&&p.y>placket.z){ r.seam=min(r.seam,abs(m.x-placket.x)); if(m.x<placket.x) r.rib=ribbed.z; }
  if(fringe>0.&&r.part==1){ float hem=hemY; if(p.y<hem+fringe){ r.d=max(r.d,strands(p.x+.5*ns(p*.4))); r.rib=0.; r.seam=1e3; if(r.d>0.) r.part=0; } }
  float o=overN>2?poly(m,2)-.5+(ns(p*.17+seed+3.)-.5)*.5:1.; float front=sd(m,vec2(0,neck.x),vec2(neck.z,neck.w));
  if(o<0.&&front>0.){ float hem=overP[overN-2].y; float d=o; if(fringe>0.&&p.y<hem+fringe) d=max(d,strands(p.x+.55+.5*ns(p*.4+5.))); if(d<0.){ r.part=5; r.d=d; r.rib=ribbed.w; r.q=p+vec2(0,.4); r.seam=abs(d+.9)*1.6; if(fringe>0.||ribbed.w>.5) r.seam=1e3; } }
  for(int i=0;i<9;i++){ if(i>=buttonsN) break; float k=length(p-buttons[i].xy)-buttons[i].z; if(k<0.){ r.part=6; r.d=k; r.q=p-buttons[i].xy; r.seam=abs(length(r.q)-buttons[i].z*.62)*2.; r.rib=0.; } }
  return r; }
float folds(vec2 p, P r){ float k=r.part==2?1.:0.; vec2 q=r.part==2?r.q:p; vec2 w=vec2(fbm(q*.045+seed),fbm(q*.045+9.+seed))*9.; float a=r.part==2?.95:.24; mat2 R=mat2(cos(a),-sin(a),sin(a),cos(a)); vec2 u=R*(q+w); float n=ns(u*vec2(.15,.032)+seed*3.1); float f=pow(1.-abs(2.*n-1.),1.7); float n2=ns(R*u*vec2(.22,.06)+seed*5.+4.); f+=.42*pow(1.-abs(2.*n2-1.),2.2); float arm=exp(-length(vec2(abs(p.x),p.y)-sleeveP[sleeveN-1])*.09); f*=.55+1.1*arm; return f*foldAmt*(r.rib>.5?.45:1.); }
float micro(vec2 p, P r){ vec2 q=r.q; if(r.part==4&&r.rib<.5) q=p; if(r.part==6) return -.5*smoothstep(.17,.10,length(vec2(abs(q.x)-.22,q.y))); if(r.rib>.5){ float rw=r.part==3?.95:1.05; float c=.5+.5*cos(6.2832*q.x/rw); return .20*pow(c,.7)+.02*sin(q.y*16.)*c; }
  if(weave==0){ float u=q.x/wale; float x=fract(u)-.5; float y=q.y/(wale*.78)+abs(x)*1.25; float l=.5+.5*sin(6.2832*y); return wale*.17*(l*.75+.25)*(1.-pow(abs(2.*x),3.)); }
  if(weave==1){ return .016*ns(q*vec2(9.,14.)); }
  float t=sin((q.x+q.y)*22.)*.5+.5; return .02*t+.015*ns(q*12.); }
float H(vec2 p){ P r=piece(p); if(r.part==0) return 0.; float e=1.-exp(min(r.d,0.)/.75); float base=r.part==6?1.9:r.part==5?2.35:r.part==4?.55:(r.part==3?1.75:(r.part==1?1.35:1.15)); float g=-(r.part==4?.12:.30)*exp(-r.seam*r.seam/.10); return max(0.,e*base+(r.part==4||r.part==6?0.:folds(p,r)*e*(r.part==5?overFold:1.))+g+micro(p,r)*e); }
uniform int mode; uniform vec2 centre; void main(){ vec2 p=(gl_FragCoord.xy*2.-res)/res.y*scale+centre; p.x+=.35*sin(p.y*.09+1.)*.6; p+=vec2(-.3,.8); P r=piece(p); outColor=mode==0?vec4(H(p),0,0,1):vec4(float(r.part)+.25*r.rib,r.q,1.); }`

export const lightShader = /* glsl */ `
precision highp float; precision highp int; uniform sampler2D relief, parts; uniform vec2 res; uniform float frame, scale, melange; uniform vec2 centre; uniform vec3 cloth, cloth2, paper, inner, button; uniform int weave, stripe; uniform vec4 neck; uniform sampler2D tag; out vec4 outColor;
uint s; float rnd(){ s=s*747796405u+2891336453u; uint w=((s>>((s>>28)+4u))^s)*277803737u; return float((w>>22)^w)/4294967296.; }
float h1(vec2 p){ p=fract(p*vec2(123.34,456.21)); p+=dot(p,p+45.32); return fract(p.x*p.y); }
float ns(vec2 p){ vec2 i=floor(p),f=fract(p); f=f*f*(3.-2.*f); return mix(mix(h1(i),h1(i+vec2(1,0)),f.x),mix(h1(i+vec2(0,1)),h1(i+vec2(1,1)),f.x),f.y); }
vec2 uvOf(vec2 c){ return ((c-centre)/scale*res.y+res)*.5/res; } float H(vec2 c){ return texture(relief,uvOf(c)).r; }
void main(){ s=uint(gl_FragCoord.x)*1973u+uint(gl_FragCoord.y)*9277u+uint(frame)*26699u+1u; rnd(); rnd(); vec2 c0=((gl_FragCoord.xy+vec2(rnd(),rnd())-.5)*2.-res)/res.y*scale+centre; float fz=weave==0?.22:.05; c0+=(vec2(rnd(),rnd())-.5)*fz*rnd();
  vec4 k=texture(parts,uvOf(c0)); int part=int(k.x+.1); vec2 q=k.yz; bool rib=fract(k.x+.01)>.2; float h=H(c0), e=.06; vec3 n=part==0?vec3(0,0,1):normalize(vec3(H(c0-vec2(e,0))-H(c0+vec2(e,0)),H(c0-vec2(0,e))-H(c0+vec2(0,e)),2.*e));
  bool dome=rnd()<.40; vec3 l; if(dome){ float a=6.2832*rnd(), u=sqrt(rnd()); l=vec3(u*cos(a),u*sin(a),sqrt(1.-u*u)+.12); } else l=vec3(-.62+.34*(rnd()-.5),.60+.34*(rnd()-.5),.62); l=normalize(l);
  float sh=1., t=.10+.15*rnd(); for(int i=0;i<22;i++){ vec3 p=vec3(c0,h+.04)+l*t; if(p.z>4.4) break; if(H(p.xy)>p.z){ sh=0.; break; } t*=1.22; }
  vec3 c=cloth; if(stripe>0&&!rib&&part!=4&&part!=6){ float y=part==2?q.y+40.:c0.y+60.; if(fract(y/4.4)<.36) c=cloth2; } float mel=ns(q*vec2(5.,11.))*.6+ns(q*vec2(21.,33.))*.4; c*=1.-melange*.5+melange*mel; if(part==4) c=mix(c,inner,.2)*.82; if(part==6) c=button;
  vec2 tq=(c0+vec2(-.3,.8)-vec2(0,neck.x-2.6))/vec2(5.4,2.7)+.5; bool onTag=part==4&&tq.x>0.&&tq.x<1.&&tq.y>0.&&tq.y<1.; if(onTag){ vec4 T=texture(tag,tq); c=mix(c,pow(T.rgb,vec3(2.2)),T.a); }
  float ndl=max(dot(n,l),0.), irr=ndl*(dome?2.1:1.6), fuzz=(weave==0?.16:.06)*pow(1.-n.z,1.5); vec3 o=c*(sh*irr*.95+.07)+fuzz*mix(c,vec3(1),.2)*(.35+.65*sh); if(part==0) o=paper*mix(.45,1.,sh); outColor=vec4(o,1.); }`
