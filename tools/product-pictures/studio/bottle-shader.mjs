// The bottle in one fragment shader: a small ray tracer over signed distances, in cm. Glass (1.5), liquid (1.36) and air are media; at
// each border Fresnel's share is reflected and the rest refracted, and along the way light is absorbed (Beer-Lambert).
// `body` is the outer glass, `cavity` the hollow, `tube` the dip tube, `collar` and `capd` are solid. One call is one sample.
export const bottleShader = /* glsl */ `
precision highp float; precision highp int;
uniform vec2 res; uniform float frame; uniform sampler2D label;
uniform int shape; uniform vec3 size; uniform float corner; uniform float wall; uniform float base; uniform float level;
uniform vec3 sigma; uniform vec3 glassTint; uniform vec3 paper; uniform int capKind; uniform vec3 capColor; uniform vec3 capSize; uniform int capShape;
uniform vec3 metal; uniform vec3 cam; uniform vec3 look; uniform float fov; uniform float yaw; uniform vec4 labelBox; uniform float frost;
out vec4 outColor;
uint s; float rnd(){ s = s*747796405u+2891336453u; uint w=((s>>((s>>28)+4u))^s)*277803737u; w=(w>>22)^w; return float(w)/4294967296.0; }
float box(vec3 p, vec3 b, float r){ vec3 q=abs(p)-b+r; return length(max(q,0.))+min(max(q.x,max(q.y,q.z)),0.)-r; }
float cyl(vec3 p, float R, float h, float r){ vec2 d=vec2(length(p.xz)-R,abs(p.y)-h)+r; return min(max(d.x,d.y),0.)+length(max(d,0.))-r; }
float disc(vec3 p, float R, float h, float r){ return cyl(p.xzy,R,h,r); }
float octo(vec3 p, float R, float h, float r){ vec2 q=abs(p.xz); float o=max(max(q.x,q.y),(q.x+q.y)*.70711); vec2 d=vec2(o-R,abs(p.y)-h)+r; return min(max(d.x,d.y),0.)+length(max(d,0.))-r; }
float body(vec3 p, float inset, float bot){ // inset shrinks the wall, bot lifts the floor of the cavity
  vec3 b=size-vec3(inset); float lift=bot*.5; vec3 q=p-vec3(0,size.y+lift,0); b.y=size.y-inset*.5-lift; float r=max(corner-inset*.6,.12);
  if(shape==0) return box(q,b,r);
  if(shape==1) return cyl(q,b.x,b.y,r);
  if(shape==2) { vec3 k=p-vec3(0,size.y+lift*.5,0); return disc(k,size.x-inset-lift*.5,b.z,max(r*1.2,.2)); }
  if(shape==3) { float t=clamp(p.y/(2.*size.y),0.,1.); float w=mix(1.,.78,t); vec3 k=q; k.xz/=w; return box(k,b,r)*.8; }
  return octo(q,b.x,b.y,r);
}
float shoulderY(){ return 2.*size.y; }
float outer(vec3 p){ float d=body(p,0.,0.); float n=cyl(p-vec3(0,shoulderY()+.25,0),.78,.45,.08); float k=.18; float h=clamp(.5+.5*(n-d)/k,0.,1.); return mix(n,d,h)-k*h*(1.-h); }
float cavity(vec3 p){ float d=body(p,wall,base); float n=cyl(p-vec3(0,shoulderY()+.1,0),.5,.8,.05); float k=.25; float h=clamp(.5+.5*(n-d)/k,0.,1.); return mix(n,d,h)-k*h*(1.-h); }
float tube(vec3 p){ float bend=.12*pow(clamp((shoulderY()-p.y)/shoulderY(),0.,1.),2.); vec2 q=p.xz-vec2(bend*4.,0.); float d=max(length(q)-.13,-(p.y-(base+.25))); float pump=cyl(p-vec3(0,shoulderY()-.35,0),.42,.55,.08); return min(d,pump); }
float collar(vec3 p){ return cyl(p-vec3(0,shoulderY()+.42,0),.95,.3,.05); }
float capd(vec3 p){ vec3 q=p-vec3(0,shoulderY()+.74+capSize.y,0);
  if(capShape==0) return box(q,capSize,.14); if(capShape==1) return cyl(q,capSize.x,capSize.y,.12);
  if(capShape==2) return length(q/vec3(1.,capSize.y/capSize.x,1.))*1.-capSize.x; return octo(q,capSize.x,capSize.y,.1); }
float solid(vec3 p){ return min(collar(p),capd(p)); }
#define GRAD(f,p) normalize(vec3(f(p+vec3(.004,0,0))-f(p-vec3(.004,0,0)),f(p+vec3(0,.004,0))-f(p-vec3(0,.004,0)),f(p+vec3(0,0,.004))-f(p-vec3(0,0,.004))))
float rect(vec2 p, vec2 c, vec2 h, float soft){ vec2 d=abs(p-c)-h; return 1.-smoothstep(-soft,soft,max(d.x,d.y)); }
vec3 env(vec3 d){ // the studio: lit paper behind, strip lights left and right, a big box above, black flags beside the set
  float az=atan(d.x,-d.z), el=asin(clamp(d.y,-1.,1.)); vec3 c=vec3(.05);
  float back=1.-smoothstep(.52,.9,abs(az)); c=mix(c,paper*mix(.80,1.04,smoothstep(-.2,.7,el)),back);
  c+=vec3(7.)*rect(vec2(az,el),vec2(-1.62,.30),vec2(.20,.62),.07); c+=vec3(4.)*rect(vec2(az,el),vec2(1.55,.28),vec2(.11,.66),.05);
  c+=vec3(8.)*rect(vec2(az,el),vec2(2.66,.20),vec2(.14,.46),.22)*smoothstep(-.35,.5,el); c+=vec3(1.1)*rect(vec2(az,el),vec2(-2.5,.1),vec2(.5,.5),.35);
  c+=vec3(2.6)*smoothstep(.8,1.15,el); return c; }
vec3 through(vec3 p, vec3 l){ // straight shadow ray: opaque parts block, liquid colours
  vec3 T=vec3(1); float t=.02; float inside=0.; for(int i=0;i<40;i++){ vec3 q=p+l*t; float so=solid(q); if(so<.02) return vec3(.0); float o=outer(q);
    if(o<0.){ float st=.22; if(cavity(q)<0.&&q.y<level) T*=exp(-sigma*st*.8); else T*=.985; if(inside<.5){T*=.80; inside=1.;} t+=st; } else t+=max(min(o,so),.05);
    if(q.y>capSize.y*2.+shoulderY()+2.) break; } return T; }
vec3 floorShade(vec3 p, int bounce){
  float flag=1.; if(bounce>0) flag=mix(1.,.14,max(smoothstep(7.5,14.5,abs(p.x))*smoothstep(-26.,-9.,p.z),smoothstep(9.,18.,p.z)));
  float a=6.2831*rnd(), r=sqrt(rnd()); vec3 lp=vec3(-17.+7.*r*cos(a),27.,9.+8.*r*sin(a)); vec3 l=normalize(lp-p); vec3 T=through(p+vec3(0,.01,0),l);
  float u=rnd(), ph=6.2831*rnd(); vec3 h=normalize(vec3(sqrt(u)*cos(ph),sqrt(1.-u)+.08,sqrt(u)*sin(ph))); vec3 A=vec3(1); { float t=.05; for(int i=0;i<14;i++){ vec3 q=p+h*t; float d=min(outer(q),solid(q)); if(d<.03){A=vec3(.35)+.3*exp(-sigma*1.2);break;} t+=max(d,.08); if(t>9.)break; } }
  float caust=exp(-pow(length((p.xz-vec2(size.x*.75,-size.z*1.1))*vec2(.55,.75)),2.))*.16; vec3 lit=vec3(.58)*T+.42*A; lit+=caust*exp(-sigma*.9);
  float far=smoothstep(-4.,-34.,p.z); return paper*flag*mix(lit,vec3(1.0),far); }
vec3 wood(vec3 p){ float q=length(p.xz-vec2(2.6,-1.4))+.10*sin(p.y*1.3+p.x)+.03*sin(p.y*6.); float g=pow(.5+.5*sin(q*26.),2.); float f=.05*sin(p.y*3.+sin(p.x*90.+p.z*70.)*1.5)*sin(p.x*140.+p.z*110.); return capColor*(.98-.26*g+f); }
vec3 shadeSolid(vec3 p, vec3 d){
  bool isCap=capd(p)<collar(p); vec3 n=isCap?GRAD(capd,p):GRAD(collar,p); int kind=isCap?capKind:1; vec3 col=isCap?capColor:metal; float rough=kind==1?.10:.06;
  if(kind==1) n=normalize(n+(vec3(rnd(),rnd()*.2,rnd())-vec3(.5,.1,.5))*.10); vec3 r=reflect(d,n); float F=pow(1.-max(dot(-d,n),0.),5.); vec3 e=env(normalize(r+(vec3(rnd(),rnd(),rnd())-.5)*rough)); if(r.y<0.&&p.y<1.) e=paper*.7;
  vec3 key=normalize(vec3(-.55,.8,.45)); float dif=.28+.75*max(dot(n,key),0.)+.2*max(dot(n,normalize(vec3(.8,.2,.5))),0.);
  if(kind==1) return e*mix(col,vec3(1),F)*.95+col*.05; if(kind==2) return wood(p)*dif*.9+e*(.03+.25*F); return col*dif+e*(.045+.7*F); }
vec3 trace(vec3 o, vec3 d){
  vec3 T=vec3(1), acc=vec3(0); int m=0; float spec=1.; // 0 outside, 1 glass, 2 liquid, 3 inner air
  for(int b=0;b<11;b++){
    float t=0.; int hit=0; float far=m==0?140.:30.;
    if(m==0){ // skip empty space with a bounding box
      vec3 bc=vec3(0,(shoulderY()+1.5+2.*capSize.y)*.5,0), bh=vec3(max(size.x,capSize.x)+.1,bc.y+.2,max(size.z,max(size.x*float(shape==1||shape==4),capSize.x))+.1); vec3 inv=1./d; vec3 t0=(bc-bh-o)*inv,t1=(bc+bh-o)*inv; vec3 mn=min(t0,t1),mx=max(t0,t1); float ta=max(max(mn.x,mn.y),mn.z), tb=min(min(mx.x,mx.y),mx.z);
      float tf=d.y<-1e-4?(-o.y)/d.y:1e9; if(tb<max(ta,0.)||tf<ta){ if(tf<130.) return acc+T*floorShade(o+d*tf,b); vec3 e=b==0?paper:env(d); return acc+T*e; }
      t=max(ta,0.); far=min(tb,tf);
      for(int i=0;i<96;i++){ vec3 p=o+d*t; float a=outer(p), c=solid(p); float q=min(a,c); if(q<.0015){ hit=c<a?9:1; break; } t+=q*.95; if(t>far) break; }
      if(hit==0){ if(tf<130.) return acc+T*floorShade(o+d*tf,b); vec3 e=b==0?paper:env(d); return acc+T*e; }
    } else for(int i=0;i<72;i++){ vec3 p=o+d*t; float q;
      if(m==1){ float a=-outer(p), c=cavity(p), k=solid(p); q=min(min(a,c),k); if(q<.0015){ hit=k<=q?9:(c<=q?2:1); break; } }
      else { float a=-cavity(p), c=m==2?level-p.y:p.y-level, k=tube(p); q=min(min(a,c),k); if(q<.0015){ hit=k<=q?8:(c<=q?3:2); break; } }
      t+=q*.95; if(t>far) break; }
    vec3 p=o+d*t;
    if(m==2) T*=exp(-sigma*t); if(m==1) T*=exp(-glassTint*t);
    if(hit==0) return acc+T*env(d);
    if(hit==9) return acc+T*shadeSolid(p,d);
    if(hit==8){ vec3 n=GRAD(tube,p); float dif=.55+.45*max(dot(n,normalize(vec3(-.5,.6,.6))),0.); return acc+T*vec3(.86,.86,.84)*dif*mix(vec3(1),exp(-sigma*1.2),.5*float(m==2)); }
    vec3 n; float n1=m==1?1.5:(m==2?1.36:1.), n2; int m2;
    if(hit==1){ n=GRAD(outer,p); m2=m==0?1:0; n2=m2==1?1.5:1.; }
    else if(hit==2){ n=GRAD(cavity,p); m2=m==1?(p.y<level?2:3):1; n2=m2==1?1.5:(m2==2?1.36:1.); }
    else { n=vec3(0,1,0); m2=m==2?3:2; n2=m2==2?1.36:1.; }
    if(dot(n,d)>0.) n=-n;
    if(m==0&&hit==1&&n.z>.75){ vec2 uv=(p.xy-labelBox.xy)/labelBox.zw+.5; if(uv.x>0.&&uv.x<1.&&uv.y>0.&&uv.y<1.){ vec4 L=texture(label,uv); if(rnd()<L.a){ vec3 rr=reflect(d,n); return acc+T*(pow(L.rgb,vec3(2.2))*(.86+.1*n.x*-1.)+env(rr)*.03); } } }
    if(frost>0.&&hit==1) n=normalize(n+(vec3(rnd(),rnd(),rnd())-.5)*frost);
    float ci=-dot(d,n), eta=n1/n2; float k=1.-eta*eta*(1.-ci*ci); float r0=(n1-n2)/(n1+n2); r0*=r0; float F=k<0.?1.:r0+(1.-r0)*pow(1.-(n1<n2?ci:sqrt(k)),5.);
    if(m==0){ vec3 r=reflect(d,n); vec3 e; if(r.y<-.02){ float tf=-p.y/r.y; vec3 fp=p+r*tf; e=paper*mix(.55,.95,clamp(length(fp.xz)/14.,0.,1.)); } else e=env(r); acc+=T*F*e; T*=1.-F; d=refract(d,n,eta); m=1; }
    else if(k<0.||rnd()<F) d=reflect(d,n); else { d=refract(d,n,eta); m=m2; }
    o=p+d*.006;
    if(max(T.r,max(T.g,T.b))<.015) break;
  }
  return acc+T*env(d)*.8; }
void main(){ s=uint(gl_FragCoord.x)*1973u+uint(gl_FragCoord.y)*9277u+uint(frame)*26699u+1u; rnd(); rnd();
  vec2 j=vec2(rnd(),rnd()); vec2 uv=((gl_FragCoord.xy+j)*2.-res)/res.y; vec3 f=normalize(look-cam), r=normalize(cross(f,vec3(0,1,0))), u=cross(r,f); vec3 d=normalize(f+tan(fov*.5)*(uv.x*r+uv.y*u));
  float c=cos(yaw), q=sin(yaw); mat3 R=mat3(c,0,-q,0,1,0,q,0,c); vec3 col=trace(R*cam,R*d); col=min(col,vec3(6.)); outColor=vec4(col,1); }`
