// What a phone does with a reminder that reaches it.
