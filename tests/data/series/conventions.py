"""The conventions of three codes, written out plainly from their definitions: makes conventions.csv.

    python3 conventions.py FILE.npz... > conventions.csv
"""

import os
import sys

import numpy as np


def papyan(H, y, W, b):
    K, n = len(W), len(y)
    M = np.array([H[y == k].mean(0) for k in range(K)]).T
    M_ = M - M.mean(1, keepdims=True)
    within = (H - M.T[y]).T @ (H - M.T[y]) / n
    vectors, values, _ = np.linalg.svd(M_ @ M_.T / K)
    inverse = vectors[:, :K - 1] @ np.diag(1 / values[:K - 1]) @ vectors[:, :K - 1].T
    m_norms, w_norms = np.linalg.norm(M_, axis=0), np.linalg.norm(W, axis=1)

    def coherence(V):
        G = V.T @ V + 1 / (K - 1)
        return np.abs(G - np.diag(np.diag(G))).sum() / (K * (K - 1))

    predicted = (H @ W.T + b).argmax(1)
    nearest = ((H[:, None, :] - M.T[None]) ** 2).sum(2).argmin(1)
    return {
        "accuracy": (predicted == y).mean(),
        "Sw_invSb": np.trace(within @ inverse),
        "norm_M_CoV": m_norms.std(ddof=1) / m_norms.mean(),
        "norm_W_CoV": w_norms.std(ddof=1) / w_norms.mean(),
        "cos_M": coherence(M_ / m_norms),
        "cos_W": coherence(W.T / w_norms),
        "W_M_dist": np.linalg.norm(W.T / np.linalg.norm(W) - M_ / np.linalg.norm(M_)) ** 2,
        "NCC_mismatch": (predicted != nearest).mean(),
    }


def simplex(K):
    return (np.eye(K) - 1 / K) / np.sqrt(K - 1)


def zhu(H, y, W, b):
    K, n = len(W), len(y)
    M = np.array([H[y == k].mean(0) for k in range(K)])
    everyone = H.mean(0)
    within = (H - M[y]).T @ (H - M[y]) / n
    between = (M - everyone).T @ (M - everyone) / K
    WW, WH = W @ W.T, W @ (M - everyone).T
    return {
        "collapse_metric": np.trace(within @ np.linalg.pinv(between, rcond=1e-10)) / K,
        "ETF_metric": np.linalg.norm(WW / np.linalg.norm(WW) - simplex(K)),
        "WH_relation_metric": np.linalg.norm(WH / np.linalg.norm(WH) - simplex(K)),
        "Wh_b_relation_metric": np.linalg.norm(W @ everyone + b),
    }


def rhubarbwu(H, y, W, b):
    K, n = len(W), len(y)
    M = np.array([H[y == k].mean(0) for k in range(K)])
    C = M - M.mean(0)
    within = (H - M[y]).T @ (H - M[y]) / n
    between = C.T @ C / K
    spread = np.array([((H[y == k] - M[k]) ** 2).sum(1).mean() for k in range(K)])
    pairs = [(i, j) for i in range(K) for j in range(i)]
    U = C / np.linalg.norm(C, axis=1, keepdims=True)
    apart = np.array([np.linalg.norm(U[i] - U[j]) for i, j in pairs])
    CC, WC = C @ C.T, W @ C.T
    inverse = np.linalg.pinv(between, rcond=1e-10)
    nearest = ((H[:, None, :] - M[None]) ** 2).sum(2).argmin(1)
    return {
        "nc1_pinv": np.trace(inverse @ within) / K,
        "nc1_svd": np.trace(inverse @ within),
        "nc1_quot": np.trace(within) / np.trace(between),
        "nc1_cdnv": np.mean([(spread[i] + spread[j]) / 2 / ((M[i] - M[j]) ** 2).sum() for i, j in pairs]),
        "nc2_etf_err": np.linalg.norm(CC / np.linalg.norm(CC) - simplex(K)),
        "nc2g_dist": ((apart - apart.mean()) ** 2).mean(),
        "nc2g_log": (((np.log(1 / apart)) - np.log(1 / apart).mean()) ** 2).mean(),
        "nc3_dual_err": np.linalg.norm(WC / np.linalg.norm(WC) - simplex(K)),
        "nc3u_uni_dual": (W * C).sum(1).var(ddof=1),
        "nc4_agree": ((H @ W.T).argmax(1) == nearest).mean(),
    }


print("file,convention,column,value")
for path in sys.argv[1:]:
    f = np.load(path)
    H, y, W, b = (f[key].astype(np.float64) if key != "y" else f[key].astype(int) for key in ("H", "y", "W", "b"))
    for code in (papyan, zhu, rhubarbwu):
        for name, value in code(H, y, W, b).items():
            print(f"{os.path.basename(path)},{code.__name__},{name},{value:.15g}")
