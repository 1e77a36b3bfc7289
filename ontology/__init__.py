"""The words: classes, properties and concept schemes of the HGKM field, with their alignments.

The room holds Turtle (`hgkm.ttl`, `aansluiting.ttl`, `begrippen/`) and the namespaces to speak about it
(`vocabulary`). It knows no other room. It holds no facts about any municipality, plan or agreement, and no
rule about what such a plan should contain.
"""
