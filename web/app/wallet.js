// A wallet for `make app` alone: it asks before it signs, and the key stays with the program that serves the page.

(() => {
  const ask = async (asked) => {
    const response = await fetch("./test-wallet", { method: "POST", body: JSON.stringify(asked) });
    const answer = await response.json();
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
  const text = (bytes) => btoa(String.fromCharCode(...bytes));
  const bytes = (encoded) => Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  const check = (chainId) => ask({ what: "key", chainId });
  window.keplr = {
    enable: async (chainId) => {
      await check(chainId);
    },
    getKey: async (chainId) => {
      const { address, pubkey } = await check(chainId);
      return { name: "test wallet", bech32Address: address, pubKey: bytes(pubkey), isNanoLedger: false };
    },
    signDirect: async (chainId, _address, doc) => {
      if (!window.confirm("Test wallet: sign this transaction?")) throw new Error("Request rejected");
      const asked = { what: "sign", chainId, body: text(doc.bodyBytes), auth: text(doc.authInfoBytes), account: String(doc.accountNumber) };
      return { signed: doc, signature: { signature: (await ask(asked)).signature } };
    },
  };
})();
