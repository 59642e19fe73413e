"""Reading a CV: bytes to text (`extract`, in a child process), text to facts (`reader`). Plain Python, no Django."""
