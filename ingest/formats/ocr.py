def available(): return "x"
