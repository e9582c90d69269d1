"""What Streamlit runs, and what it finds beside it."""
