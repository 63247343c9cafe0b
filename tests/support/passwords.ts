/**
 * Every literal password, secret and password hash that a test uses. A test in tests/architecture finds any other, so
 * that a scanner's finding is either here or real, and so that the canary test knows what no log may contain.
 */

/** Passes every realm's default policy. */
export const STRONG_PASSWORD = 'violet-harbour-37-lantern';
export const OTHER_STRONG_PASSWORD = 'copper-meadow-92-sextant';
export const ADMIN_PASSWORD = 'granite-orchard-58-compass';
/** Passes the policy, and is nobody's. */
export const WRONG_PASSWORD = 'marble-thicket-14-pendulum';
/** Long enough, and on the list of common passwords. */
export const COMMON_PASSWORD = 'password123';
export const SHORT_PASSWORD = 'k7-Vq';
/** Upper and lower case, a digit and a symbol. */
export const COMPOSED_PASSWORD = 'Zq9!harbour-tallow';
/** 100 bytes: bcrypt alone would read 72 of them. */
export const LONG_PASSWORD = 'tern-'.repeat(20);
/** As long as LONG_PASSWORD, different from it after 72 bytes only. */
export const LONG_PASSWORD_OTHER_END = `${'tern-'.repeat(15)}${'gull-'.repeat(5)}`;
/** Two spellings of one password: a ligature and a decomposed accent, and their compatibility composition. */
export const UNICODE_PASSWORD = '\ufb01ve-cafe\u0301-lanterns-8';
export const UNICODE_PASSWORD_NFKC = 'five-caf\u00e9-lanterns-8';

/** Hashes of STRONG_PASSWORD that other software made (passlib, Python's hashlib and libxcrypt), by what they are. */
export const FOREIGN_HASHES = {
  argon2id:
    '$argon2id$v=19$m=8192,t=1,p=2$dq713nuPEaL0vre2du6dcw$hC9r5njyhQ2AmqoH8NIk5mMs9nq3jz2OVGKF/EKbRUI',
  argon2i: '$argon2i$v=19$m=4096,t=3,p=1$yRmjFMKYE0KIkTLG2Nu7Vw$q7YdNOEpMw07odl85DBG7od5kqW6DVWYKPM0h5YM0bw',
  argon2d: '$argon2d$v=19$m=4096,t=1,p=1$yHlvzZnT+l+L0RoD4DyH0A$fGivh9Ym8ebVSNG1g4dfHhE9rSFx7erlOCaWSv4spjk',
  bcrypt2a: '$2a$06$iV7EJfL.B8dNd8AeCPn4I.sVoCHSU30J3H7n77tTavPua13m..bCG',
  bcrypt2b: '$2b$06$6YxDK6Ft6JUwsLE/MciPse3a06ONuP050idVTte5N4TAyoFkb0uZa',
  bcrypt2y: '$2y$06$9DhwjgvPFKSCPK2ORAav6e/yCI8/baZwOHGP/xvCeqiGRXRjW5sZ6',
  scrypt: '$scrypt$ln=12,r=8,p=1$1loLAaCUslYqZawVYuw9hw$UGkDN4SkgyqJB+EQmESQVRPC7Ax+nqE0E3aKB+gmb90',
  scryptPadded: '$scrypt$ln=12,r=8,p=1$cmVldmUtdGVzdC1zYWx0IQ==$uAjIEO2QibgbdzKTNUgAmI7pdb+QzHhmvIeOfpc+UTo=',
  scryptCrypt: '$7$AU..../....reeveTestSalt$4NbIZ77Lh/Eq048loCr2/vB0wruQN8aK188ApzeEEPB',
  scryptStrong: '$scrypt$ln=14,r=8,p=1$cmVldmUtdGVzdC1zYWx0IQ$jlkuzE+zfr2A+Aap4V+zXRLP5ijZcsK8pvUXj6AlbgM',
  pbkdf2Sha1: '$pbkdf2$9000$6v2fU8qZkzJGCCFkjFFqzQ$r2vteG1yVdpg.AqCIDsUHBWC3g8',
  pbkdf2Sha256: '$pbkdf2-sha256$20000$kdJa6z3nHEPovReCUGptDQ$wN93ZfIgH5ypUj7KQl1fUTCY1j8vggLtMQQ7f2oCLRI',
  pbkdf2Sha256Phc:
    '$pbkdf2-sha256$i=20000,l=32$cmVldmUtdGVzdC1zYWx0IQ$+Yh+44ZEwA4yyUVlMb3sf7QbA99wsTtv3lYMqayrTJc',
  pbkdf2Sha256Padded:
    '$pbkdf2-sha256$i=20000$cmVldmUtdGVzdC1zYWx0IQ==$+Yh+44ZEwA4yyUVlMb3sf7QbA99wsTtv3lYMqayrTJc=',
  pbkdf2Sha512:
    '$pbkdf2-sha512$9000$lhLC.B.jVMqZU.o9B0BIiQ$CIYzpTEJ5UwkLkQM3Dk1GutF1glZOOzHeYnaJrcvJLgE8RvmTLHGQgLS/mcxrLaU.Xrfxit/x8VFIw1Rnl530A',
} as const;

/** Hashes of LONG_PASSWORD: passlib's bcrypt_sha256, which reads all of it, and plain bcrypt, which reads 72 bytes. */
export const LONG_PASSWORD_BCRYPT_SHA256 =
  '$bcrypt-sha256$v=2,t=2b,r=6$GTcxwW8gX7FC7bOFefYTOu$9GNW0oRl37ANsy53noESzMFNq2UBvn.';
export const LONG_PASSWORD_BCRYPT = '$2b$05$34dndJdX8Z67MKyy7YQsJueOchJhOpq9swfWR5WSgmrmJixSMEsvS';

/** Well-formed, and costlier to verify than any realm's default bounds allow. */
export const TOO_COSTLY_HASHES = [
  '$2b$14$6YxDK6Ft6JUwsLE/MciPse3a06ONuP050idVTte5N4TAyoFkb0uZa',
  '$argon2id$v=19$m=1048576,t=1,p=2$dq713nuPEaL0vre2du6dcw$hC9r5njyhQ2AmqoH8NIk5mMs9nq3jz2OVGKF/EKbRUI',
  '$argon2id$v=19$m=8192,t=100,p=2$dq713nuPEaL0vre2du6dcw$hC9r5njyhQ2AmqoH8NIk5mMs9nq3jz2OVGKF/EKbRUI',
  '$scrypt$ln=18,r=8,p=1$1loLAaCUslYqZawVYuw9hw$UGkDN4SkgyqJB+EQmESQVRPC7Ax+nqE0E3aKB+gmb90',
  '$scrypt$ln=17,r=8,p=2$1loLAaCUslYqZawVYuw9hw$UGkDN4SkgyqJB+EQmESQVRPC7Ax+nqE0E3aKB+gmb90',
  '$7$GU..../....reeveTestSalt$4NbIZ77Lh/Eq048loCr2/vB0wruQN8aK188ApzeEEPB',
  '$pbkdf2-sha256$2000000$kdJa6z3nHEPovReCUGptDQ$wN93ZfIgH5ypUj7KQl1fUTCY1j8vggLtMQQ7f2oCLRI',
] as const;

/** No password hashes that Reeve knows. */
export const UNKNOWN_HASHES = [
  '{SSHA}2c9Ap7d0HvqYTWCQvDMbqk1jTQAiW0iA',
  '$1$kdJa6z3n$Yh44ZEwA4yyUVlMb3sf7Q',
  '$2x$06$6YxDK6Ft6JUwsLE/MciPse3a06ONuP050idVTte5N4TAyoFkb0uZa',
  '$2b$06$6YxDK6Ft6JUwsLE/MciPse3a06',
  '$argon2id$v=19$m=8192,t=1,p=2$dq713nuPEaL0vre2du6dcw$hC9r',
  '$argon2id$v=19$m=1,t=1,p=2$dq713nuPEaL0vre2du6dcw$hC9r5njyhQ2AmqoH8NIk5mMs9nq3jz2OVGKF/EKbRUI',
  '$argon2id$v=19$m=08192,t=1,p=2$dq713nuPEaL0vre2du6dcw$hC9r5njyhQ2AmqoH8NIk5mMs9nq3jz2OVGKF/EKbRUI',
  '$argon2id$v=19$m=8192,t=1,p=2$dq713nuPEaL0vre2du6dcx$hC9r5njyhQ2AmqoH8NIk5mMs9nq3jz2OVGKF/EKbRUI',
  '$argon2id$v=19$m=8192,t=1,p=2$dq713nuPEaL0vre2du6dcw$hC9r5njyhQ2AmqoH8NIk5mMs9nq3jz2OVGKF/EKbRUJ',
  '$argon2id$v=19$m=8192,t=1,p=2$dq.13nuPEaL0vre2du6dcw$hC9r5njyhQ2AmqoH8NIk5mMs9nq3jz2OVGKF/EKbRUI',
  '$scrypt$ln=16,r=1,p=1$1loLAaCUslYqZawVYuw9hw$UGkDN4SkgyqJB+EQmESQVRPC7Ax+nqE0E3aKB+gmb90',
  '$7$E/..../....reeveTestSalt$4NbIZ77Lh/Eq048loCr2/vB0wruQN8aK188ApzeEEPB',
  '$pbkdf2-sha256$i=20000,l=64$cmVldmUtdGVzdC1zYWx0IQ$+Yh+44ZEwA4yyUVlMb3sf7QbA99wsTtv3lYMqayrTJc',
  '5f4dcc3b5aa765d61d8327deb882cf99',
  '$7$AU..../....reeveTestSalt$4NbIZ77Lh/Eq048loCr2',
  '$7$.U..../....reeveTestSalt$4NbIZ77Lh/Eq048loCr2/vB0wruQN8aK188ApzeEEPB',
] as const;

/** A client secret that has to be encoded in a header. */
export const SECRET_WITH_PERCENT = 's%cret';
