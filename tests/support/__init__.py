"""What several kinds of tests share: real containers, waiting, a driven tmux."""
