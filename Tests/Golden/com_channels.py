"""Synthetic differential s4p channels: causal lossy coupled-line models (numpy only, writes Touchstone v1).
The channels that com_reference_450.json was computed on; kept as it was run, to give the same files.
Port order: 1,3 = near end (+,-); 2,4 = far end (+,-)  (IEEE COM 'Port Order' [1 3 2 4])."""
import numpy as np, sys, os
C0 = 299792458.0
OUT = sys.argv[1] if len(sys.argv) > 1 else "channels"
os.makedirs(OUT, exist_ok=True)

def line(f, length, zc, er=3.3, tand=0.0025, rs=None, rdc=6.0, w=None, k_loss=1.0):
    """ABCD of a causal TEM line: skin effect (1+j)sqrt(f) + Djordjevic-Sarkar wideband Debye. length [m]; zc = Re(Z0) at HF."""
    s = 2j*np.pi*np.maximum(f, 1.0)
    # wideband Debye: er(f) = einf + d*ln((w2+jw)/(w1+jw))
    w1, w2 = 2*np.pi*1e4, 2*np.pi*1e13
    f0 = 10e9
    lnr = np.log((w2+2j*np.pi*f0)/(w1+2j*np.pi*f0))
    d = -er*tand/np.imag(lnr)
    einf = er - d*np.real(lnr)
    eps = einf + d*np.log((w2+s)/(w1+s))
    L = zc*np.sqrt(er)/C0            # external inductance / m
    Cc = np.sqrt(er)/(C0*zc)/er      # vacuum-normalised capacitance / m
    zs = rdc + k_loss*rs*np.sqrt(s/(2*np.pi*1e9))*np.sqrt(2)/1.0   # sqrt(j w) -> (1+j) form, rs ohm/m at 1 GHz
    Z = zs + s*L
    Y = s*Cc*eps
    g = np.sqrt(Z*Y); z0 = np.sqrt(Z/Y)
    ch, sh = np.cosh(g*length), np.sinh(g*length)
    M = np.empty((len(f), 2, 2), complex)
    M[:, 0, 0] = ch; M[:, 0, 1] = z0*sh; M[:, 1, 0] = sh/z0; M[:, 1, 1] = ch
    return M, g, z0

def shuntC(f, c):
    M = np.tile(np.eye(2, dtype=complex), (len(f), 1, 1)); M[:, 1, 0] = 2j*np.pi*f*c; return M
def serL(f, l):
    M = np.tile(np.eye(2, dtype=complex), (len(f), 1, 1)); M[:, 0, 1] = 2j*np.pi*f*l; return M
def via(f, c, l):
    return shuntC(f, c/2) @ serL(f, l) @ shuntC(f, c/2)
def a2s(M, zr):
    A, B, Cm, D = M[:, 0, 0], M[:, 0, 1], M[:, 1, 0], M[:, 1, 1]
    den = A + B/zr + Cm*zr + D
    S = np.empty_like(M)
    S[:, 0, 0] = (A + B/zr - Cm*zr - D)/den; S[:, 0, 1] = 2*(A*D-B*Cm)/den
    S[:, 1, 0] = 2/den; S[:, 1, 1] = (-A + B/zr - Cm*zr + D)/den
    return S

def modal(f, length, zmode, er, tand, rs):
    """one mode (odd or even) of the pair with breakout + two vias + main line + one AC-cap site"""
    brk, _, _ = line(f, 0.008, zmode*0.985, er, tand, rs)
    main, g, z0 = line(f, length, zmode, er, tand, rs)
    M = via(f, 14e-15*50/zmode, 28e-12*zmode/50) @ brk @ via(f, 10e-15*50/zmode, 22e-12*zmode/50) @ main
    M = M @ via(f, 10e-15*50/zmode, 22e-12*zmode/50) @ brk @ via(f, 14e-15*50/zmode, 28e-12*zmode/50)
    return M

def se4(Sd, Sc):
    """modal (odd/even) 2-ports -> single-ended 4-port, ports 1,3 left; 2,4 right"""
    n = Sd.shape[0]; S = np.zeros((n, 4, 4), complex)
    left, right = [0, 2], [1, 3]
    side = {0: left, 1: right}
    for a in (0, 1):
        for b in (0, 1):
            p = (Sc[:, a, b] + Sd[:, a, b])/2; m = (Sc[:, a, b] - Sd[:, a, b])/2
            for i in (0, 1):
                for j in (0, 1):
                    S[:, side[a][i], side[b][j]] = p if i == j else m
    return S

def xtalk(f, Sthru, kind, level_db, fref, nl=1.0):
    """aggressor 4-port: differential transfer only (odd mode) placed as 1,3 -> 2,4. Reciprocal, passive by construction (small)."""
    s = 1j*f/fref
    if kind == "FEXT":
        h = 10**(level_db/20)*s/(1+0.35*s)*Sthru            # grows with f, attenuated like the victim
    else:
        h = 10**(level_db/20)*s/(1+s/1.5)*(1-0.6*Sthru*Sthru)*np.exp(-2j*np.pi*f*150e-12)  # near-end launch/connector delay
    n = len(f); Sd = np.zeros((n, 2, 2), complex); Sc = np.zeros_like(Sd)
    Sd[:, 1, 0] = Sd[:, 0, 1] = h
    rl = 0.04*1j*f/fref/(1+1j*f/fref)
    for q in (Sd, Sc): q[:, 0, 0] = q[:, 1, 1] = rl
    return se4(Sd, Sc)

def skew(f, S, tau=0.4e-12):
    """intra-pair skew: matched delay tau on the far '+' port (port 2) -> small, causal mode conversion (COM's reference code rejects exactly balanced channels)"""
    d = np.ones((len(f), 4), complex); d[:, 1] = np.exp(-2j*np.pi*f*tau)*10**(-0.02/20)
    return d[:, :, None]*S*d[:, None, :]

def write(fn, f, S):
    S = skew(f, S)
    with open(fn, "w") as fh:
        fh.write("! synthetic causal coupled-line channel\n# Hz S RI R 50\n")
        for k in range(len(f)):
            for i in range(4):
                row = " ".join("%.10e %.10e" % (v.real, v.imag) for v in S[k, i])
                fh.write(("%.1f " % f[k] if i == 0 else "") + row + "\n")

def build(target_db, fnyq, fmax=67e9, df=10e6):
    f = np.arange(0, fmax+df/2, df)
    ZO, ZE = 46.5, 54.0        # odd/even impedances -> Zdiff 93
    er, tand, rs = 3.3, 0.0018, 60.0
    def il(Lm):
        ff = np.array([fnyq]); return -20*np.log10(abs(a2s(modal(ff, Lm, ZO, er, tand, rs), 50.0)[0, 1, 0]))
    lo, hi = 0.001, 3.0
    for _ in range(60):
        mid = (lo+hi)/2
        if il(mid) < target_db: lo = mid
        else: hi = mid
    Sd = a2s(modal(f, mid, ZO, er, tand, rs), 50.0); Sc = a2s(modal(f, mid, ZE, er*0.97, tand*1.1, rs), 50.0)
    return f, se4(Sd, Sc), Sd, mid

if __name__ == "__main__":
    for tag, fn in (("100g", 26.5625e9), ("200g", 53.125e9)):
        for db in (10, 20, 30):
            f, S, Sd, L = build(db, fn)
            base = f"{OUT}/{tag}_{db}dB"
            write(base+"_thru.s4p", f, S)
            write(base+"_fext1.s4p", f, xtalk(f, Sd[:, 1, 0], "FEXT", -36, 26.5625e9))
            write(base+"_next1.s4p", f, xtalk(f, Sd[:, 1, 0], "NEXT", -52, 26.5625e9))
            e = np.linalg.svd(S, compute_uv=False)[:, 0].max()
            k = int(round(fn/10e6))
            print(tag, db, "len_m=%.4f" % L, "IL@Nyq=%.3f dB" % (-20*np.log10(abs(Sd[k, 1, 0]))), "RLmax=%.1f dB" % (20*np.log10(abs(Sd[:k, 0, 0]).max())), "max sv=%.6f" % e, os.path.getsize(base+"_thru.s4p"))
