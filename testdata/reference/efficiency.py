import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm
phi=norm.pdf
def eff(psi,dpsi,c,pts):
    g=lambda f: sum(quad(lambda u:f(u)*phi(u),a,b,epsabs=1e-14,epsrel=1e-13,limit=200)[0] for a,b in zip(pts(c)[:-1],pts(c)[1:]))*2
    return g(lambda u:dpsi(u,c))**2/g(lambda u:psi(u,c)**2)
L={
'huber':(lambda u,c:min(u,c),lambda u,c:float(u<=c)),
'soft-l1':(lambda u,c:u/np.sqrt(1+(u/c)**2),lambda u,c:(1+(u/c)**2)**-1.5),
'cauchy':(lambda u,c:u/(1+(u/c)**2),lambda u,c:(1-(u/c)**2)/(1+(u/c)**2)**2),
'arctan':(lambda u,c:u/(1+(u/c)**4),lambda u,c:(1-3*(u/c)**4)/(1+(u/c)**4)**2),
'tukey':(lambda u,c:u*(1-(u/c)**2)**2 if u<c else 0.,lambda u,c:(1-(u/c)**2)*(1-5*(u/c)**2) if u<c else 0.),
}
pts=lambda c:[0,min(c,20),40]
for n,(p,d) in L.items():
    for e in (0.95,):
        print(n, repr(brentq(lambda c:eff(p,d,c,pts)-e,0.3,9,xtol=1e-13)))
rho=lambda u,c: 1-(1-(u/c)**2)**3 if abs(u)<c else 1.
f=lambda c: 2*quad(lambda u:rho(u,c)*phi(u),0,c,epsabs=1e-14)[0]+2*norm.sf(c)-0.5
print('tukey bdp .5',repr(brentq(f,1,3,xtol=1e-14)))
print(1/norm.ppf(.75))
